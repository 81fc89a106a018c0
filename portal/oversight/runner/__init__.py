"""The job runner: sends what is in the outbox and does what is due at a time. Rows with leases are the truth; its queue is only the alarm clock."""
