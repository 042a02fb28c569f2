"""The people of the demo: who works where, who manages whom, and who may do what. All of them are made up."""

from typing import NamedTuple


class Place(NamedTuple):
    """A group: where its people work, what their division is called, and which titles they have."""

    city: str
    division: str
    titles: tuple[str, ...]


PLACES = {
    "Head Office": Place("Chicago", "Administration", ("Buyer", "Accountant", "Designer")),
    "Sales": Place("Denver", "Retail", ("Sales assistant", "Shoe fitter", "Cashier")),
    "Warehouse": Place("Memphis", "Logistics", ("Picker", "Forklift driver", "Packer")),
    "Stores North": Place("Minneapolis", "Retail", ("Sales assistant", "Shoe fitter", "Deputy manager")),
    "Stores South": Place("San Antonio", "Retail", ("Sales assistant", "Shoe fitter", "Visual merchandiser")),
    "Production": Place("Milwaukee", "Manufacturing", ("Laster", "Stitcher", "Machine setter")),
}

STAFF = {
    "Head Office": ("Ingrid Solberg", "Tomás Herrera", "Kavita Rao"),
    "Sales": (
        *("Amir Haddad", "Chiara Rossi", "Ines Duarte", "Noor Rahman", "Helen Park", "Yusuf Kaya"),
        *("Sofie Holm", "Aoife Byrne"),
    ),
    "Warehouse": (
        *("Tom Okafor", "Petra Nováková", "Luca Weber", "Olu Adeyemi", "Sven Lind", "Mateusz Kowalczyk"),
        *("Fatima Zahra Idrissi", "Dmytro Shevchenko", "José Martínez"),
    ),
    "Stores North": (
        *("Anneli Virtanen", "Björn Sigurðsson", "Grace Mensah", "Hiroshi Sato", "Léa Fontaine", "Ruth Cohen"),
        "Wanjiru Kamau",
    ),
    "Stores South": (
        *("Ana Lúcia Ferreira", "Diego Castillo", "Maya Desai", "Omar Farouk", "Thandiwe Nkosi", "Yara Nasser"),
        "Zoltán Szabó",
    ),
    "Production": (
        *("Bao Nguyen", "Elif Demir", "Florin Popescu", "Giorgos Papadakis", "Ivana Horvat", "Jun-ho Kim"),
        *("Katarzyna Wójcik", "Mehmet Yılmaz", "Siti Nurhaliza Hassan"),
    ),
}
"""Those who learn, by their home groups; their employee ids follow this order."""

NAMELESS = {"Olu Adeyemi", "Mateusz Kowalczyk", "Florin Popescu", "Katarzyna Wójcik", "Bao Nguyen"}
"""Those without an e-mail address, as many have who work at a machine: they are found by employee id."""

LEFT = {"Sven Lind": "Warehouse", "Ruth Cohen": "Stores North", "Diego Castillo": "Stores South"}
"""Those who have left the company: inactive, with their records."""

OLGA, AMINA, HENRIK, HR, ROLF = (
    f"{name}@finashoes.com" for name in ("olga.owner", "amina.saleh", "henrik.lund", "hr.sync", "rolf.ahrens")
)
GITA, MAREK, SIOBHAN, LUCIA, KENJI = (
    f"{name}@finashoes.com"
    for name in ("gita.manager", "marek.zielinski", "siobhan.kelly", "lucia.moreno", "kenji.watanabe")
)
DANA = "dana.brown@finashoes.com"

SAMPLE = (
    ("FS-1000", "lena.learner@finashoes.com", "Lena Learner", "Sales", -640),
    ("FS-1001", DANA, "Dana Brown", "Sales", -710),
    ("FS-1002", "jonas.reed@finashoes.com", "Jonas Reed", "Warehouse", -600),
    ("FS-1003", None, "Mei Tan", "Warehouse", -420),
)
"""Those who learn in the sample world, with the day on which they came."""

OF_SAMPLE = frozenset(number for number, *_ in SAMPLE)

NEW = (
    ("FS-1101", "Leila Karimi", "Warehouse", "Picker"),
    ("FS-1102", "Pavel Dvořák", "Production", "Stitcher"),
    ("FS-1103", "Nia Williams", "Stores North", "Sales assistant"),
    ("FS-1104", "Arjun Mehta", "Sales", "Shoe fitter"),
)
"""Those who join during the fortnight, by createUser."""

MANAGERS = {
    "Sales": GITA,
    "Warehouse": MAREK,
    "Stores North": SIOBHAN,
    "Stores South": LUCIA,
    "Production": KENJI,
}
"""Who manages which group, and supervises its people."""

SHOWN = (OLGA, AMINA, GITA, HENRIK, ROLF, DANA)
"""One of each part, for the demo's page."""

VISITORS = (OLGA, GITA, HENRIK, DANA)
"""Those who show what the console is to an owner, a manager of a group, an auditor and a learner."""

KEYS = {
    OLGA: "olga-0123456789",
    GITA: "gita-0123456789",
    AMINA: "amina-0123456789",
    HENRIK: "henrik-0123456789",
    ROLF: "rolf-0123456789",
    MAREK: "marek-0123456789",
    KENJI: "kenji-0123456789",
}
"""The UserAPI keys of those who call; Olga's and Gita's are the sample world's."""


class Part(NamedTuple):
    """Someone with a part to play besides learning."""

    email: str
    employee_id: str
    name: str
    group: str
    title: str
    role: str = "learner"


PARTS = (
    Part(AMINA, "FS-3", "Amina Saleh", "Head Office", "Training administrator", "administrator"),
    Part(HENRIK, "FS-4", "Henrik Lund", "Head Office", "Quality and safety", "auditor"),
    Part(HR, "FS-5", "HR Sync", "Head Office", "Nightly job of the HR system", "administrator"),
    Part(ROLF, "FS-6", "Rolf Ahrens", "Head Office", "Instructor"),
    Part(MAREK, "FS-7", "Marek Zieliński", "Warehouse", "Warehouse manager"),
    Part(SIOBHAN, "FS-8", "Siobhán Kelly", "Stores North", "Regional manager"),
    Part(LUCIA, "FS-9", "Lucía Moreno", "Stores South", "Regional manager"),
    Part(KENJI, "FS-10", "Kenji Watanabe", "Production", "Plant manager"),
)

TEACHES = ("Warehouse", "Production")
"""The groups in which Rolf is instructor."""
