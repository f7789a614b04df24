"""Who is who in the city: divisions, units, posts held for periods, people, accounts and sign-in.

Owns the nouns Division, Unit, Post, Appointment, Person, Account and YearNotice (the working calendar).
"""
