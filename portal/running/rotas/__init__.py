"""Duty rotas: who coordinates, writes minutes, reports or travels in which term; swapped by agreement, and passed on with a file."""
