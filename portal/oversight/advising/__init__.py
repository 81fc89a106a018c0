"""Advisers: every cluster has somebody of the programme's staff who looks after it, keeps support notes and says when they are in touch next."""
