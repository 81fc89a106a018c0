"""What follows an award: its reports to the programme, written by both sides, and its instalments. A day that was told moves only by a recorded act."""
