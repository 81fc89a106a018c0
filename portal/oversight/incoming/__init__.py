"""Mail that comes in: answers to notices become messages on the board, mails that came back are understood, machines are not answered."""
