"""The agreement of a partnership: aims, what each school brings, when it is looked at again, the heads' signatures; each version stays readable."""
