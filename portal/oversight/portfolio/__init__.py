"""What a school did, put under the headings of an award: to print, and as data. It writes nothing and is for the school's own people."""
