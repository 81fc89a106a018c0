"""Reports: whoever sees something that worries them says so in two steps, and it reaches the people who handle it and nobody else."""
