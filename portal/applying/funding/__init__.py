"""What a round gives: its budget lines, whether it keeps a reserve list and hears objections, the terms and the dates of its awards."""
