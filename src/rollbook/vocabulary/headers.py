"""Headers that sheets use for the tags, in English, German, French, Spanish, Italian and Dutch.

They are compared without case, accents, blanks and marks, so one spelling of each is enough.
"""

EMAIL = (
    "E-mail address", "Mail", "User e-mail", "Login", "E-Mail-Adresse", "Mailadresse", "Adresse e-mail", "Courriel",
    "Adresse électronique", "Correo", "Correo electrónico", "Dirección de correo", "Posta elettronica",
    "Indirizzo e-mail", "E-mailadres", "Mailadres",
)  # fmt: skip
EMPLOYEE_ID = (
    "Employee no", "Employee number", "Employee code", "Staff id", "Staff number", "Personnel number",
    "Personnel no", "Payroll number", "Personalnummer", "Personalnr", "Pers.-Nr.", "Mitarbeiternummer",
    "Mitarbeiter-Nr.", "Matricule", "Numéro d'employé", "Número de empleado", "Nº empleado", "ID empleado",
    "Matricola", "Numero dipendente", "ID dipendente", "Personeelsnummer", "Medewerkernummer",
)  # fmt: skip
GROUP_NAME = (
    "Group", "Department", "Team name", "Abteilung", "Gruppe", "Gruppenname", "Groupe", "Nom du groupe", "Service",
    "Département", "Grupo", "Nombre del grupo", "Departamento", "Gruppo", "Nome del gruppo", "Reparto", "Groep",
    "Groepsnaam", "Afdeling",
)  # fmt: skip
GROUP_ID = (
    "Group identifier", "Group no", "Group code", "Gruppen-ID", "Gruppennummer", "ID du groupe", "Code groupe",
    "ID del grupo", "Código de grupo", "ID gruppo", "Codice gruppo", "Groep-ID", "Groepscode",
)  # fmt: skip
COURSE_ID = (
    "Course id", "Course no", "Course number", "Course code", "Module id", "Kurs-ID", "Kursnummer", "Kurs-Nr.",
    "ID du cours", "Numéro de cours", "Code cours", "ID del curso", "Código de curso", "ID corso", "Codice corso",
    "Cursus-ID", "Cursusnummer",
)  # fmt: skip
SESSION_ID = (
    "Session id", "Session no", "Session number", "Sitzungs-ID", "Termin-ID", "Terminnummer", "ID de session",
    "Numéro de session", "ID de sesión", "ID sessione", "Numero sessione", "Sessie-ID", "Sessienummer",
)  # fmt: skip
VARIANT_ID = (
    "Variant id",
    "Variant",
    "Subscription variant",
    "Varianten-ID",
    "ID de variante",
    "ID variante",
    "Variant-ID",
)
STATUS = (
    "Status", "Attendance", "Outcome", "Completion status", "Anwesenheit", "Teilnahme", "Teilnahmestatus", "Statut",
    "Présence", "Estado", "Asistencia", "Stato", "Presenza", "Aanwezigheid", "Deelname",
)  # fmt: skip
GRADE = (
    "Score", "Mark", "Percentage", "Percent", "Points", "Note", "Ergebnis", "Prozent", "Punkte", "Punktzahl",
    "Résultat", "Pourcentage", "Nota", "Calificación", "Puntuación", "Porcentaje", "Voto",
    "Punteggio", "Percentuale", "Cijfer", "Resultaat",
)  # fmt: skip
ENROLLED_DATE = (
    "Date enrolled", "Enrolment date", "Enrollment date", "Date", "Training date", "Session date", "Attended on",
    "Datum", "Schulungsdatum", "Kursdatum", "Anmeldedatum", "Date d'inscription", "Date de formation", "Fecha",
    "Fecha de inscripción", "Data", "Data di iscrizione", "Data del corso", "Inschrijfdatum", "Cursusdatum",
)  # fmt: skip
STARTED_DATE = (
    "Start date", "Date started", "Started on", "Startdatum", "Begonnen am", "Beginn", "Date de début",
    "Fecha de inicio", "Data di inizio", "Begindatum",
)  # fmt: skip
COMPLETION_DATE = (
    "Completed on", "Date completed", "Completed date", "End date", "Abschlussdatum", "Abgeschlossen am",
    "Date de fin", "Date d'achèvement", "Terminé le", "Fecha de finalización", "Fecha de fin", "Data di completamento",
    "Data di fine", "Einddatum", "Afgerond op",
)  # fmt: skip
DUE_DATE = (
    "Due",
    "Due on",
    "Deadline",
    "Fällig am",
    "Fälligkeit",
    "Échéance",
    "Vencimiento",
    "Scadenza",
    "Vervaldatum",
)
ACCESS_END = (
    "Access until",
    "Access ends",
    "Zugriff bis",
    "Accès jusqu'au",
    "Acceso hasta",
    "Accesso fino al",
    "Toegang tot",
)
PASSED = ("Pass", "Bestanden", "Réussi", "Aprobado", "Superato", "Geslaagd")
NOTE = ("Tag", "Enrolment tag", "Label", "Kennzeichen", "Étiquette", "Etiqueta", "Etichetta")
GIVEN_NAME = ("First name", "Forename", "Vorname", "Prénom", "Nombre", "Nome", "Voornaam")
SURNAME = ("Last name", "Family name", "Nachname", "Familienname", "Nom", "Nom de famille", "Apellido", "Apellidos",
           "Cognome", "Achternaam")  # fmt: skip
JOB = ("Job title", "Position", "Funktion", "Stelle", "Fonction", "Poste", "Puesto", "Cargo", "Mansione", "Functie")
PHONE = ("Phone", "Telephone", "Telefon", "Téléphone", "Teléfono", "Telefono", "Telefoon")
MOBILE = ("Mobile", "Cell phone", "Handy", "Mobil", "Portable", "Móvil", "Cellulare", "Mobiel")
CITY = ("Town", "Stadt", "Ort", "Ville", "Ciudad", "Città", "Stad", "Plaats")
STREET = ("Address", "Street", "Adresse", "Straße", "Rue", "Dirección", "Calle", "Indirizzo", "Via", "Adres", "Straat")
POSTAL_CODE = ("Zip", "Zip code", "Postcode", "PLZ", "Postleitzahl", "Code postal", "Código postal", "CAP")
PASSWORD = ("Passwort", "Kennwort", "Mot de passe", "Contraseña", "Parola d'ordine", "Wachtwoord")
