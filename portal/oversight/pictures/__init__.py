"""Pictures of a round: where it stands, what piles up, how reviewers and panels go on. What a reader has a conflict of interest with is absent from all."""
