"""The whole-school support sheet: who stands behind the work in each school, told in five answers. Every answer is a good answer."""
