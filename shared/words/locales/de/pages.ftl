## The frame of every page

loading = Wird geladen …
please-wait = Bitte warten …
optional = (optional)
reload = Seite neu laden
try-again = Erneut versuchen
try-again-in = Noch { $time }, dann können Sie es erneut versuchen.
try-again-now = Sie können es jetzt erneut versuchen.
try-again-on = Am { $day } können Sie es erneut versuchen. Wenn das zu spät ist, wenden Sie sich an den Support.
back = Zurück
skip-to-content = Zum Inhalt springen
language = Sprache
nav-label = Hauptnavigation
nav-account = Mein Konto
nav-applications = Anwendungen
nav-store = Shop
nav-help = Hilfe
sign-out = Abmelden
strength-label = Anmeldestärke:
strength-password = Passwort
strength-phone-otp = Phone OTP
expires-on = Läuft am { $day } ab
expired-on = Am { $day } abgelaufen
session-ended = Ihre Sitzung ist beendet. Melden Sie sich an, um an derselben Stelle weiterzumachen.
another-account = In diesem Browser hat sich jemand anderes angemeldet. Diese Seite zeigt jetzt dessen Konto.
sign-in-first = Melden Sie sich an, um fortzufahren.
broken-title = Auf dieser Seite ist etwas schiefgegangen
broken = Der Fehler liegt bei uns. Laden Sie die Seite neu, um zu sehen, was erledigt ist.
outdated-title = Ein Teil dieser Seite wurde nicht geladen
outdated = Entweder ist die Verbindung unterbrochen oder es gibt eine neuere Version dieses Portals. In beiden Fällen hilft es, die Seite neu zu laden.
nowhere-title = Diese Seite gibt es nicht
nowhere = Vielleicht ist die Adresse falsch geschrieben oder veraltet.

## Numbers with their units, as other messages say them

phones = { $phones ->
    [one] { $phones } Telefon
   *[other] { $phones } Telefone
}
activation-code-days = { $activation-code-days ->
    [one] { $activation-code-days } Tag
   *[other] { $activation-code-days } Tage
}
appointment-notice-hours = { $appointment-notice-hours ->
    [one] { $appointment-notice-hours } Stunde
   *[other] { $appointment-notice-hours } Stunden
}
appointment-horizon-days = { $appointment-horizon-days ->
    [one] { $appointment-horizon-days } Tag
   *[other] { $appointment-horizon-days } Tagen
}

## Signing up and signing in

sign-in = Anmelden
sign-in-lead = Mit Ihrer Benutzerkennung und Ihrem Passwort. Wenn Sie Phone OTP haben, folgt danach ein Code.
sign-in-link = Sie haben schon ein Konto? Anmelden
sign-up = Konto erstellen
sign-up-lead = Um Phone OTP zu kaufen oder einen Lizenzschlüssel einzugeben, benötigen Sie ein Konto.
sign-up-link = Konto erstellen
reset-link = Passwort vergessen?
user-id = Benutzerkennung
user-id-hint = { $user-id-min } bis { $user-id-max } Zeichen: Buchstaben von A bis Z, Ziffern und . _ - @ +
password = Passwort
new-password = Neues Passwort
password-hint = Mindestens { $password-min } Zeichen. Einige Wörter ohne Zusammenhang sind leicht zu merken und schwer zu erraten.
show-password = Anzeigen
legal-name = Name laut Ausweis
legal-name-hint = So, wie er in Ihrem Reisepass oder Personalausweis steht.
email = E-Mail-Adresse
email-hint = Hierhin senden wir Lizenzschlüssel und Sicherheitshinweise.
email-likely = Meinten Sie { $email }?
email-likely-use = Diese Adresse übernehmen
country = Land
country-hint = Wo Sie wohnen. Davon hängt ab, wie Sie Ihre Identität nachweisen können.
reset-title = Passwort zurücksetzen
reset-lead = Geben Sie Ihre Benutzerkennung ein. Wir senden einen Link an die E-Mail-Adresse Ihres Kontos.
reset-submit = Link per E-Mail anfordern
reset-sent-title = Sehen Sie in Ihrem Postfach nach
reset-sent = Wenn es dieses Konto gibt und die Bestätigung seiner E-Mail-Adresse nicht noch aussteht, senden wir einen Link dorthin. Ein Link funktioniert einmal und ist { reset-hours } lang gültig.
reset-again = Neuen Link anfordern
no-mail-hint = Keine E-Mail erhalten? Sehen Sie auch im Spam-Ordner nach.
choose-password-title = Neues Passwort wählen
choose-password-lead = Alle Sitzungen Ihres Kontos werden beendet, hier und auf anderen Geräten. Ihre Telefone bleiben registriert.
choose-password-submit = Passwort speichern
password-changed = Ihr Passwort wurde geändert. Melden Sie sich mit dem neuen Passwort an.
password-perhaps-changed = Ihr Passwort ist wahrscheinlich geändert, aber wir wissen es nicht sicher. Melden Sie sich mit dem neuen an. Wird es nicht angenommen, fordern Sie einen neuen Link an.

## The address of the account

email-title = E-Mail-Adresse bestätigen
email-lead = Wir senden einen Code an { $email }. Geben Sie ihn hier bis { $time } ein.
email-lead-unsent = Wir senden einen Code an { $email }. Mit der Eingabe zeigen Sie, dass die Adresse Ihnen gehört.
email-why = Solange die Adresse nicht bestätigt ist, senden wir nichts anderes dorthin, und Bestellungen können nicht bezahlt werden.
email-why-now = Wir bitten jetzt alle, ihre E-Mail-Adresse zu bestätigen. Danach können Sie Bestellungen mit Karte bezahlen.
email-code-hint = { $email-code-digits } Ziffern.
email-submit = Bestätigen
email-send = Code per E-Mail senden
email-resend = Code noch einmal senden
email-resend-in = Noch { $time }, dann können Sie den Code noch einmal anfordern.
email-sent = Wir senden den Code an { $email }.
email-correct = Die Adresse ist falsch
email-correct-title = E-Mail-Adresse berichtigen
email-correct-lead = Wir senden einen Code an die richtige Adresse. Der frühere Code gilt dann nicht mehr.
email-correct-submit = Speichern und Code senden
email-needs-code = Geben Sie zum Schutz Ihres Kontos einen Code von einem Ihrer Telefone ein, bevor Sie die Adresse ändern.
email-later = Später
email-confirmed = Ihre E-Mail-Adresse { $email } ist bestätigt.
email-confirm = Bestätigen

## The account

account-title = Willkommen, { $name }
elevate-title = Sie sind nur mit Ihrem Passwort angemeldet
elevate = Manche Anwendungen öffnen sich erst, wenn Sie einen Code eingeben, den wir an Ihr Telefon senden.
elevate-submit = Code eingeben
next-title = So geht es weiter
next-confirm-email = Bestätigen Sie, dass die E-Mail-Adresse Ihnen gehört: Geben Sie den Code ein, den wir Ihnen senden.
next-enter-license = Geben Sie einen Lizenzschlüssel ein, um Phone OTP zu erhalten. Wenn Sie noch keinen haben, kaufen Sie einen im Shop.
next-license-spent = Ihre Identität konnte nicht bestätigt werden und es ist kein Versuch mehr übrig. Diese Lizenz kann nicht mehr verwendet werden. Für einen neuen Versuch benötigen Sie eine weitere Lizenz.
next-start-proofing = Zu Ihrem Produkt gehört eine Identitätsprüfung. Weisen Sie Ihre Identität nach und registrieren Sie danach Ihr Telefon.
next-answer-questions = Die Fragen zu Ihrer Person liegen bereit. Beantworten Sie sie, um Ihre Identität nachzuweisen.
next-keep-appointment = Sie haben einen Termin zur Identitätsprüfung per Video. Geben Sie danach den Aktivierungscode ein, den Sie im Gespräch erhalten.
next-enter-activation-code = Ihre Identität wurde im Videogespräch bestätigt. Geben Sie den Aktivierungscode ein, den Sie dabei erhalten haben.
next-register-phone = Registrieren Sie das Telefon, auf dem Sie Ihre Codes erhalten möchten.
next-activate-phone = Ein Telefon ist registriert, aber sein erster Code wurde noch nicht eingegeben.
next-add-second-phone = Sie haben ein Telefon registriert. Fügen Sie ein zweites hinzu: Falls Sie das erste verlieren, können Sie sich trotzdem anmelden.
next-renew = Ihr Phone OTP ist abgelaufen. Verlängern Sie es – Ihre Telefone bleiben registriert.
do-confirm-email = E-Mail-Adresse bestätigen
do-enter-license = Lizenzschlüssel eingeben
do-buy = Lizenz kaufen
do-start-proofing = Identität nachweisen
do-answer-questions = Fragen beantworten
do-keep-appointment = Termin ansehen
do-enter-activation-code = Aktivierungscode eingeben
do-register-phone = Telefon registrieren
do-activate-phone = Ersten Code eingeben
do-add-second-phone = Telefon hinzufügen
do-renew = Verlängern
go-on = Weiter
credential-title = Phone OTP
credential-state = Status
credential-product = Produkt
credential-purchased = Bezahlt am
credential-expires = Gültig bis
credential-expired = Abgelaufen am
credential-renewal = Verlängerung
state-proofing-needed = Identität noch nicht nachgewiesen
state-ready-for-phone = Bereit für Ihr Telefon
state-active = Aktiv
state-expired = Abgelaufen
state-spent = Nicht mehr verwendbar
renewal-from = Sie können ab dem { $day } verlängern.
renewal-closed = Die Frist für die Verlängerung ist abgelaufen. Kaufen Sie eine neue Lizenz und registrieren Sie Ihre Telefone danach neu.
renew = Verlängern
phones-title = Telefone
channel-text = SMS
channel-text-more = Für Mobiltelefone.
channel-voice = Anruf
channel-voice-more = Für jedes Telefon, auch im Festnetz. Eine Stimme liest den Code zweimal vor.
phone-pending = Erster Code nicht eingegeben
manage-phones = Telefone verwalten
orders-title = Bestellungen
order-awaiting-payment = Zahlung ausstehend
order-payment-declined = Karte abgelehnt
order-paid = Bezahlt
profile-title = Profil

## Applications

applications-lead = Hier sehen Sie, welche Anwendungen Sie öffnen können und was dafür jeweils nötig ist.
applications-none = Es sind noch keine Anwendungen eingerichtet.
application-open = Verfügbar
application-closed = Es fehlt noch etwas
application-going = Die Anwendung wird geöffnet …
requires-password = Öffnet sich mit Ihrem Passwort.
requires-password-proofed = Öffnet sich bei bestätigter Identität mit Ihrem Passwort.
requires-phone-otp = Öffnet sich mit einem Code, den wir an Ihr Telefon senden.
requires-phone-otp-proofed = Öffnet sich bei bestätigter Identität mit einem Code, den wir an Ihr Telefon senden.
requirements-not-met = Anmeldevoraussetzungen nicht erfüllt
requirements-of = Für { $name } reicht Ihre aktuelle Anmeldung nicht aus.
missing-code = Geben Sie einen Code ein, den wir an Ihr Telefon senden. Dann öffnet sich die Anwendung.
missing-fresh-code = Geben Sie einen neuen Code ein, den wir an Ihr Telefon senden. Dann öffnet sich die Anwendung.
missing-sign-in = Melden Sie sich dafür noch einmal an.
missing-phone = Dafür benötigen Sie Phone OTP. Den nächsten Schritt finden Sie in Ihrem Konto.
missing-phone-go = Zu meinem Konto
missing-proofing = Weisen Sie dafür Ihre Identität nach.
missing-proofed-credential = Dafür benötigen Sie ein Produkt mit Identitätsprüfung.
missing-proofed-later = Sie verlangt eine Identitätsprüfung, die Ihr Phone OTP nicht enthält. Eine Lizenz mit Prüfung können Sie nach dem { $day } eingeben, wenn die Frist für Ihre Verlängerung vorbei ist. Wenn Sie sie früher brauchen, wenden Sie sich an den Support.
back-to-applications = Alle Anwendungen

## What applications ask for, and the way back to them

asking-label = Die Anwendung, bei der Sie sich anmelden
asking = Sie melden sich bei { $name } an.
asking-go-on = Weiter zu { $name }
asking-cancel = Abbrechen und zurück zu { $name }
fresh-code = Der Code darf höchstens { $time } alt sein.
fresh-code-each = Sie geben jedes Mal einen neuen Code ein.
fresh-sign-in = Ihre Anmeldung darf höchstens { $time } zurückliegen.
fresh-sign-in-each = Sie melden sich jedes Mal neu an.
request-title = Anmeldung bei einer Anwendung
request-sign-in = Bei { $name } anmelden
request-sign-in-again = Für { $name } noch einmal anmelden
request-why-again = Sie sind bereits angemeldet, aber { $name } möchte sichergehen, dass Sie es sind, oder erwartet jemand anderen.
request-step = Bevor Sie { $name } öffnen können
request-unreachable = Das lässt sich hier mit keinem weiteren Schritt erreichen. Wenden Sie sich an den Support.
request-going = { $name } wird geöffnet …
request-answered-title = Sie sind schon zu { $name } weitergegangen
request-answered = Diese Anmeldung ist abgeschlossen, vielleicht in einem anderen Tab. Schließen Sie diese Seite oder öffnen Sie die Anwendung noch einmal.
request-expired-title = Die Zeit für Ihre Anmeldung ist abgelaufen
request-expired = Eine Anwendung wartet nur begrenzte Zeit. Öffnen Sie sie noch einmal, um von vorn zu beginnen. Was Sie hier erledigt haben, zum Beispiel ein Lizenzkauf, bleibt bestehen.
request-unknown-title = Wir finden diese Anmeldung nicht
request-unknown = Sie wurde vielleicht in einem anderen Browser begonnen, oder sie ist schon vorbei.
request-start-again = Gehen Sie zurück zur Anwendung und melden Sie sich dort an.
open-again = { $name } noch einmal öffnen
round-title = { $name } verlangt denselben Schritt noch einmal
round = Sie haben diesen Schritt gerade erledigt, aber die Anwendung verlangt ihn weiterhin. Wiederholen Sie ihn einmal. Wenn das nicht hilft, gehen Sie zurück zur Anwendung oder wenden Sie sich an den Support.
round-person = Sie sind als { $user } angemeldet. Wenn { $name } jemand anderen erwartet, muss sich diese Person anmelden.
round-again = Schritt wiederholen
consent-title = Möchten Sie Ihre Angaben an { $name } weitergeben?
consent-lead = Wenn Sie zustimmen, erfährt { $name } von uns:
consent-openid = wann und wie Sie sich hier angemeldet haben, unter einer Kennung, die sonst nichts über Sie verrät
consent-profile = Ihren Namen laut Ausweis und die Sprache Ihrer E-Mails
consent-email = Ihre E-Mail-Adresse und ob Sie sie bestätigt haben
consent-phone = die Nummer Ihres Telefons oder deren letzte Ziffern
consent-proofing = ob, wann und wie Ihre Identität nachgewiesen wurde, mit dem bestätigten Namen
consent-once = Wir fragen Sie nur dann wieder, wenn { $name } mehr wissen möchte.
consent-each-time = Wir fragen Sie jedes Mal, weil sich andere Programme auf Ihrem Gerät als { $name } ausgeben können. Stimmen Sie nur zu, wenn Sie { $name } gerade selbst geöffnet haben.
consent-agree = Zustimmen und weiter
sign-out-title = Möchten Sie sich abmelden?
sign-out-from = { $name } fragt, ob Sie sich auch hier abmelden möchten.
sign-out-more = Sie werden hier abgemeldet. Wir sagen es den Anwendungen, die Sie von hier aus geöffnet haben, damit auch sie Sie abmelden können.
sign-out-stay = Angemeldet bleiben
signed-out = Sie sind abgemeldet.
error-title = Die Anfrage der Anwendung ist fehlerhaft
error-unknown-application = Die Anwendung, die Sie hierher geleitet hat, ist in diesem Portal nicht registriert. Deshalb haben wir ihr nichts mitgeteilt. Sagen Sie es den Betreibern der Anwendung.
error-redirect-address = Die Anwendung wollte Sie an eine Adresse zurückleiten, die für sie nicht registriert ist. Deshalb leiten wir Sie nicht dorthin. Sagen Sie es den Betreibern der Anwendung.
error-request-expired = Die Zeit für Ihre Anmeldung ist abgelaufen. Gehen Sie zurück zur Anwendung und melden Sie sich dort an.
error-another-browser = Diese Anmeldung wurde in einem anderen Browser begonnen. Machen Sie dort weiter oder öffnen Sie die Anwendung in diesem Browser noch einmal.
error-sign-out-address = Die Anwendung wollte Sie mit Angaben abmelden, die nicht zu ihr gehören. Deshalb wurden Sie nicht abgemeldet. Sie können sich auf jeder Seite dieses Portals abmelden.
error-other = Mit der Anfrage der Anwendung können wir nichts anfangen. Gehen Sie zurück und versuchen Sie es noch einmal. Wenn es wieder passiert, sagen Sie es den Betreibern der Anwendung.

## The store

store-title = Shop
store-lead = Mit wenigen Fragen finden Sie das richtige Produkt. Jede Lizenz ist für eine Person und gilt ab dem Tag der Zahlung für die Laufzeit, die in ihrem Namen steht.
store-where = Wo ist der Telefonanschluss angemeldet?
store-where-us = In einem der 50 US-Bundesstaaten oder in Washington, DC
store-where-us-more = Es zählt die Nummer des Telefons, nicht Ihr Aufenthaltsort.
store-where-international = Anderswo
store-where-international-more = Auch in Puerto Rico, Guam und den übrigen US-Außengebieten.
store-proofing = Verlangt eine Anwendung eine bestätigte Identität?
store-proofing-hint = Auf der Seite „Anwendungen“ sehen Sie, was jeweils nötig ist. Wenn Sie unsicher sind, wenden Sie sich an die Person oder Stelle, die Sie eingeladen hat.
store-proofing-yes = Ja, mit Identitätsprüfung
store-proofing-yes-more = Sie beantworten Fragen (in den USA) oder führen ein Videogespräch und zeigen dabei einen Lichtbildausweis.
store-proofing-no = Nein, ein Code reicht aus
store-proofing-no-more = Sie können Ihr Telefon sofort registrieren.
store-term = Für wie lange?
store-term-years = { $years ->
    [one] Ein Jahr
   *[other] { $years } Jahre
}
store-renew = Sie haben bereits Phone OTP und können es verlängern. Dabei bleiben Ihre Telefone registriert. Kaufen Sie hier nur für andere Personen.
store-have = Sie haben Phone OTP bereits, gültig bis { $day }. Eine Lizenz, die Sie jetzt kaufen, ist für jemand anderen: Sie selbst können sie nicht eingeben.
price = Preis
price-term = { $years ->
    [one] für ein Jahr
   *[other] für { $years } Jahre
}
renewal-price = Verlängerung
quantity = Anzahl
quantity-hint = Eine Lizenz pro Person. Solange ein Lizenzschlüssel nicht eingegeben wurde, können Sie ihn weitergeben.
add-to-cart = In den Warenkorb
to-cart = { $count ->
    [one] Zum Warenkorb (eine Lizenz)
   *[other] Zum Warenkorb ({ $count } Lizenzen)
}
all-products = Alle Produkte und Preise
cart-title = Warenkorb
cart-empty = Ihr Warenkorb ist leer.
remove = Entfernen
remove-named = { $name } entfernen
keep = Behalten
total = Gesamt: { $total }
to-checkout = Zur Kasse
shop-on = Weiter einkaufen
change-cart = Warenkorb ändern
checkout-title = Kasse
order-summary = Ihre Bestellung
payment-method = Wie möchten Sie bezahlen?
pay-card = Karte
pay-card-more = Auf der Seite unseres Zahlungsdienstleisters. Wirksam innerhalb weniger Minuten.
pay-invoice = Rechnung
pay-invoice-more = Per Überweisung. Wirksam, sobald Ihre Zahlung eingegangen ist.
billing-address = Rechnungsadresse
address-name = Name oder Firma
address-line1 = Straße und Hausnummer
address-line2 = Wohnung, Gebäude oder Abteilung
address-city = Ort
address-region = Bundesland, Provinz oder Region
address-postal-code = Postleitzahl
for-others = Alles in dieser Bestellung ist für andere Personen
for-others-more = Ihr eigenes Phone OTP können Sie verlängern. Das ist für Sie günstiger als eine neue Lizenz.
place-order = Zahlungspflichtig bestellen
place-order-card = Zahlungspflichtig bestellen und { $total } bezahlen
order-placed = Vielen Dank! Ihre Bestellnummer lautet { $number }.
order-placed-before = Ihr erster Versuch ist doch angekommen: Das ist die Bestellung { $number }, so wie sie da war.

## Orders

order-title = Bestellung { $number }
order-waits-for-email = Ihre Bestellung ist eingegangen. Bestätigen Sie Ihre E-Mail-Adresse: Dann können Sie bezahlen.
order-mail-waits-for-email = Die Lizenzschlüssel werden gesendet, sobald Ihre E-Mail-Adresse bestätigt ist.
order-renewal-waits-for-email = Ihr Phone OTP ist verlängert. Die Bestätigung senden wir, sobald Ihre E-Mail-Adresse bestätigt ist.
order-awaiting-card = Ihre Zahlung ist noch nicht bestätigt.
order-awaiting-invoice = Bitte überweisen Sie den Betrag und geben Sie die Bestellnummer { $number } an. Sobald Ihre Zahlung eingegangen ist, erhalten Sie eine E-Mail. Sie können diese Seite schließen.
order-declined-more = Ihre Karte wurde abgelehnt. Versuchen Sie es erneut oder verwenden Sie eine andere Karte.
order-mailing = Die E-Mail mit den Lizenzschlüsseln ist unterwegs.
order-mailed = Wir haben Ihnen die Lizenzschlüssel per E-Mail gesendet.
order-not-mailed = Wir konnten Ihre Lizenzschlüssel nicht senden: Der E-Mail-Dienst nimmt Ihre Adresse nicht an. Versuchen Sie es unten erneut. Hilft das nicht, wenden Sie sich an den Support und nennen Sie die Bestellnummer { $number }.
order-unapplied-paid-before = Für diese Bestellung ist eine weitere Zahlung eingegangen. Wenden Sie sich wegen einer Erstattung an den Support und nennen Sie die Bestellnummer { $number }.
order-unapplied-amount-differs = Es ist eine Zahlung eingegangen, die nicht dem Gesamtbetrag dieser Bestellung entspricht. Zahlen Sie nicht noch einmal: Wenden Sie sich an den Support und nennen Sie die Bestellnummer { $number }.
order-unapplied-not-renewable = Ihre Zahlung ist eingegangen, Ihr Phone OTP wurde damit aber nicht verlängert, weil es sich seit dieser Bestellung geändert hat. Wenden Sie sich an den Support und nennen Sie die Bestellnummer { $number }.
order-renewing = Ihr Phone OTP ist verlängert. Ihre Telefone bleiben registriert. Die Bestätigung senden wir Ihnen gerade per E-Mail.
order-renewed = Ihr Phone OTP ist verlängert. Ihre Telefone bleiben registriert.
look-again = Noch einmal nachsehen
order-followed = Diese Seite aktualisiert sich von selbst.
pay-now = { $total } bezahlen
line-renewal = Verlängerung
order-placed-at = Bestellt am
order-method = Zahlungsart
order-paid-at = Bezahlt am
order-mailed-at = Per E-Mail gesendet am
order-keys = Lizenzschlüssel
order-keys-more = Vollständig stehen die Lizenzschlüssel nur in der E-Mail. Jeder gilt für eine Person.
resend-mail = E-Mail erneut senden
mail-resent = Die E-Mail mit denselben Lizenzschlüsseln ist noch einmal unterwegs.
to-order = Zur Bestellung

## Renewal

renew-title = Phone OTP verlängern
renew-early = Die neue Laufzeit beginnt, wenn die bisherige endet. Sie verlieren also nichts, wenn Sie jetzt verlängern.
renew-late = Die neue Laufzeit beginnt mit Ihrer Zahlung. Ihre Telefone bleiben registriert.
renew-nothing = Sie haben kein Phone OTP, das Sie verlängern können. Kaufen Sie eine Lizenz im Shop.
renew-unpaid = Ihre Verlängerung mit der Bestellnummer { $number } ist noch nicht bezahlt. Bezahlen Sie diese, statt neu zu bestellen.
order-again = Trotzdem noch einmal bestellen
renewal-until = Verlängerung möglich bis

## The license key

license-title = Lizenzschlüssel eingeben
license-lead = Sie finden ihn in der E-Mail mit dem Betreff „Ihre Lizenzschlüssel“. Mit der Eingabe wird er dauerhaft mit Ihrem Konto verknüpft.
license-key = Lizenzschlüssel
license-key-hint = { $license-key-symbols } Buchstaben und Ziffern. Groß- und Kleinschreibung, Leerzeichen und Bindestriche spielen keine Rolle.
license-submit = Diesen Lizenzschlüssel verwenden
license-not-needed = Sie haben bereits Phone OTP. Ein Lizenzschlüssel ist verbraucht, sobald er eingegeben wird: Heben Sie ihn auf oder geben Sie ihn weiter.
license-none = Sie haben keinen Lizenzschlüssel?
license-entered = Der Lizenzschlüssel wurde angenommen.
key-foreign-symbol = Der Buchstabe U kommt hier nicht vor. Bitte prüfen Sie Ihre Eingabe.
key-too-long = Das sind zu viele Zeichen. Bitte prüfen Sie Ihre Eingabe.

## Proofing

proofing-title = Identität nachweisen
proofing-lead = Zu Ihrem Produkt gehört eine einmalige Identitätsprüfung. Ihre Antworten und Dokumente werden nur für die Prüfung verwendet und nicht aufbewahrt.
proofing-done = Es ist kein Nachweis mehr nötig.
proofing-passed = Ihre Identität ist bestätigt. Registrieren Sie als Nächstes Ihr Telefon.
proofing-failures = { $failures ->
    [one] Ein Versuch war nicht erfolgreich.
   *[other] { $failures } Versuche waren nicht erfolgreich.
} { $left ->
    [one] Einer ist noch übrig: Ist auch er nicht erfolgreich, ist die Lizenz verbraucht.
   *[other] Sie können es erneut versuchen: Es sind noch { $left } Versuche übrig. Ist keiner davon erfolgreich, ist die Lizenz verbraucht.
}
proofing-other = Termin oder Verfahren ändern
legal-name-confirm = Ist das Ihr Name laut Ausweis?
legal-name-confirm-hint = Er muss genau so auf Ihrem Lichtbildausweis stehen. Nach diesem Schritt lässt er sich nicht mehr ändern.
legal-name-is = Ihr Name laut Ausweis: { $name }
proofing-method = Wie möchten Sie Ihre Identität nachweisen?
proofing-video-only = Fragen beantworten können nur Personen in den USA, die noch Versuche übrig haben.
method-instant = Jetzt, mit Fragen
method-instant-more = Eine Auskunftei stellt Fragen, die nur Sie beantworten können. Das dauert einige Minuten.
method-video = Per Videogespräch
method-video-more = Sie wählen einen Termin und zeigen im Gespräch einen Lichtbildausweis.
questions-start = Fragen anzeigen
questions-title = Fragen zu Ihrer Person
questions-lead = Die Auskunftei stellt die Fragen auf Englisch. Wählen Sie „None of these“, wenn nichts zutrifft.
questions-time = Verbleibende Zeit: { $time }
questions-submit = Antworten absenden
questions-over = Die Zeit für die Fragen ist abgelaufen. Das zählt nicht als Fehlversuch: Beginnen Sie einfach neu.
appointment-when = Wann?
appointment-when-hint = Frühestens in { appointment-notice-hours }, spätestens in { appointment-horizon-days }. Ihre Zeitzone: { $zone }.
appointment-submit = Termin vereinbaren
appointment-made = Der Termin ist vereinbart.
appointment-title = Ihr Termin
appointment-prepare = Halten Sie einen gültigen Lichtbildausweis und eine Kamera bereit und sorgen Sie für gutes Licht. Wir rufen Sie zum vereinbarten Zeitpunkt an. Am Ende des Gesprächs erhalten Sie einen Aktivierungscode.
appointment-calendar = Zum Kalender hinzufügen
calendar-summary = Identitätsprüfung per Video ({ $brand })
calendar-description = Halten Sie einen gültigen Lichtbildausweis bereit. Am Ende des Gesprächs erhalten Sie einen Aktivierungscode: Geben Sie ihn im Portal ein.
activation-title = Nach dem Termin
activation-code = Aktivierungscode
activation-code-hint = { $activation-code-symbols } Buchstaben und Ziffern, so wie Sie sie im Gespräch erhalten haben. { activation-code-days } gültig.
activation-submit = Identitätsprüfung abschließen

## Phones

phones-lead = Sie können bis zu { phones } für Ihre Codes registrieren. Bei jeder Anmeldung wählen Sie eines davon aus.
phones-need-code = Zum Schutz Ihres Kontos können Sie Telefone erst ändern, wenn Sie einen Code eingegeben haben, den wir an eines davon senden.
phones-done = Fertig: zu meinem Konto
phones-restricted = Codes per SMS und Anruf sind bequem, können aber abgefangen werden, wenn jemand Ihre Nummer übernimmt. Hat Ihr Telefon plötzlich kein Netz mehr, fragen Sie bei Ihrem Anbieter nach und setzen Sie Ihr Passwort zurück.
phone-first = Erstes Telefon registrieren
phone-another = Weiteres Telefon registrieren
phone-channel = Wie möchten Sie Ihre Codes erhalten?
phone-country = Land der Nummer
phone-country-us = Ihr Produkt gilt für Nummern in den 50 US-Bundesstaaten und Washington, DC.
phone-country-international = Ihr Produkt gilt für alle Nummern außer denen in den 50 US-Bundesstaaten und Washington, DC.
phone-number = Telefonnummer
phone-number-hint = So, wie Sie sie innerhalb des Landes wählen.
phone-register = Registrieren und Code senden
phone-remove-sure = Dieses Telefon entfernen?
phone-removed = { $number } wurde entfernt.
phone-active = Ab jetzt können wir Ihre Codes an { $number } senden.

## Codes

code-title = Code eingeben
code-lead = Wählen Sie ein Telefon. Wir senden Ihnen einen Code, der { code-minutes } gültig ist.
code-first-lead = Wir senden einen ersten Code an dieses Telefon. Indem Sie ihn eingeben, zeigen Sie, dass das Telefon Ihnen gehört.
code-phone = Code senden an
code-send = Code senden
code-perhaps-sent = Wir wissen nicht, ob der Code an { $number } gesendet wurde. Wenn er ankommt, geben Sie ihn ein. Sonst fordern Sie einen neuen an.
code-sent-text = Eine SMS mit dem Code ist unterwegs an { $number }.
code-sent-voice = Wir rufen { $number } an und lesen Ihnen den Code vor.
code = Code
code-hint = { $code-digits } Ziffern.
code-submit = Bestätigen
code-time = Noch { $time } gültig
code-tries = { $tries ->
    [one] Noch ein Versuch
   *[other] Noch { $tries } Versuche
}
code-resend = Neuen Code anfordern
code-resend-in = Noch { $time }, dann können Sie einen neuen Code anfordern.
code-other-phone = Anderes Telefon verwenden
code-have = Ich habe schon einen Code
code-none-came = Kein Code angekommen?
code-skip = Ohne Code fortfahren
code-no-phone = Es ist kein Telefon für Codes eingerichtet.
code-not-needed = Sie sind bereits mit Phone OTP angemeldet.
code-right = Sie sind jetzt mit Phone OTP angemeldet.

## Help

help-title = Hilfe
help-lead = Schnelle Antworten auf die häufigsten Fragen.
help-no-code = Ich erhalte keinen Code
help-no-code-answer =
    Warten Sie { $resend-seconds ->
        [one] { $resend-seconds } Sekunde
       *[other] { $resend-seconds } Sekunden
    } und wählen Sie dann „Neuen Code anfordern“. Nur der neueste Code funktioniert, und zwar { code-minutes } lang.
    Prüfen Sie, ob Ihr Telefon Empfang hat und ob es unbekannte Absender blockiert. Ein Festnetztelefon empfängt keine SMS: Registrieren Sie es mit „Anruf“.
    Wenn Sie ein zweites Telefon haben, wählen Sie „Anderes Telefon verwenden“.
help-no-mail = Ich erhalte keine E-Mail
help-no-mail-answer =
    Suchen Sie im Spam-Ordner nach einer E-Mail von { $brand }.
    Lizenzschlüssel: Öffnen Sie die Bestellung auf Ihrer Kontoseite. Dort sehen Sie, wann die E-Mail gesendet wurde, und können sie erneut senden lassen. Bei Zahlung auf Rechnung kommt die E-Mail, sobald Ihre Zahlung eingegangen ist.
    Prüfen Sie, ob die E-Mail-Adresse auf Ihrer Kontoseite stimmt.
help-lost-phone = Ich habe mein Telefon verloren oder meine Nummer hat sich geändert
help-lost-phone-answer =
    Melden Sie sich mit einem Code an, den Sie auf einem Ihrer anderen Telefone erhalten. Öffnen Sie dann „Telefone verwalten“ in Ihrem Konto und entfernen Sie das verlorene.
    Wenn es Ihr einziges Telefon war, wenden Sie sich an den Support: Nur mit Ihrem Passwort kann niemand Ihre Telefone ändern, auch Sie selbst nicht.
help-no-mobile = Ich habe kein Mobiltelefon
help-no-mobile-answer = Registrieren Sie ein Festnetztelefon und wählen Sie „Anruf“. Eine Stimme liest den Code zweimal vor.
help-abroad = Ich bin auf Reisen
help-abroad-answer = Codes können Ihr Telefon überall erreichen, wo es Empfang hat. Es zählt die Nummer, nicht Ihr Aufenthaltsort.
help-locked = Ich bin ausgesperrt
help-locked-answer =
    Nach { $lock-failures } falschen Codes oder Passwörtern in Folge ist die Anmeldung für { $lock-minutes ->
        [one] { $lock-minutes } Minute
       *[other] { $lock-minutes } Minuten
    } gesperrt, danach für längere Zeit. Die Seite zeigt an, wann Sie es wieder versuchen können. Nach sehr vielen falschen Eingaben setzen Sie Ihr Passwort zurück und geben Sie dann einen Code von Ihrem Telefon ein.
    Wenn Sie das nicht selbst waren, setzen Sie Ihr Passwort zurück: Jemand versucht, in Ihr Konto zu gelangen.
help-wrong-key = Mein Lizenzschlüssel wird abgelehnt
help-wrong-key-answer =
    Kopieren Sie ihn aus der E-Mail und fügen Sie ihn ein. Das Prüfzeichen am Ende deckt fast jeden Tippfehler auf.
    Ein Lizenzschlüssel kann nur einmal und nur in einem Konto eingegeben werden. Wenn ihn bereits jemand anders eingegeben hat, wenden Sie sich an die Person oder Stelle, die ihn gekauft hat.
help-proofing = Meine Identität konnte nicht bestätigt werden
help-proofing-answer = Nach { $instant-attempts ->
        [one] einem erfolglosen Versuch
       *[other] { $instant-attempts } erfolglosen Versuchen
    } mit den Fragen wählen Sie das Videogespräch. Nach insgesamt { $proofing-attempts ->
        [one] einem erfolglosen Versuch
       *[other] { $proofing-attempts } erfolglosen Versuchen
    } ist die Lizenz verbraucht und Sie benötigen eine neue.
help-renewal = Wann kann ich verlängern?
help-renewal-answer = Von { $renewal-opens-days ->
        [one] { $renewal-opens-days } Tag
       *[other] { $renewal-opens-days } Tagen
    } vor dem Ablauf Ihres Phone OTP bis { $renewal-closes-months ->
        [one] { $renewal-closes-months } Monat
       *[other] { $renewal-closes-months } Monate
    } danach. In dieser Zeit finden Sie die Schaltfläche auf Ihrer Kontoseite. Wir erinnern Sie per E-Mail.
help-refund = Kann ich eine Lizenz zurückgeben?
help-refund-answer = Ja, innerhalb von { $refund-days ->
        [one] { $refund-days } Tag
       *[other] { $refund-days } Tagen
    } nach der Zahlung, solange der Lizenzschlüssel nicht eingegeben wurde. Wenden Sie sich mit der Bestellnummer an den Support.
help-safety = Sind das wirklich wir?
help-safety-answer =
    Wir fragen nie per Telefon, E-Mail oder Chat nach einem Code, und unsere SMS enthalten nie einen Link. Geben Sie Codes nur auf dieser Website ein.
    Über jede Änderung an Ihren Telefonen informieren wir Sie per E-Mail. Wenn eine Änderung nicht von Ihnen stammt, setzen Sie Ihr Passwort zurück und wenden Sie sich an den Support.

## What is wrong with what was entered

fault-missing = Bitte füllen Sie dieses Feld aus.
fault-choose = Bitte wählen Sie eine Möglichkeit aus.
fault-email = Das ist keine gültige E-Mail-Adresse.
fault-range = Bitte geben Sie eine Zahl im zulässigen Bereich ein.

## Problems: what happened and what to do

problem-connection-failed = Die Verbindung ist fehlgeschlagen. Versuchen Sie es erneut.
problem-service-failed = Der Dienst hat nicht geantwortet. Versuchen Sie es erneut.
problem-not-done = Bisher ist das nicht erledigt. Versuchen Sie es erneut.
problem-not-resent = Die neue Nachricht konnte nicht gesendet werden. Der zuvor gesendete Code gilt weiter, bis seine Zeit abgelaufen ist.
problem-perhaps-mailed = Wir wissen nicht, ob die E-Mail gesendet wurde. Sehen Sie in Ihrem Postfach nach, bevor Sie sie noch einmal anfordern.
problem-unnamed = Das hat nicht funktioniert, und diese Seite kennt den Grund nicht. Laden Sie sie neu.
problem-busy = Der Dienst ist im Moment ausgelastet. Versuchen Sie es in einigen Sekunden erneut.
step-sign-in = Anmelden
step-confirm-email = E-Mail-Adresse bestätigen
step-send-email-code = Code senden lassen
step-send-otp = Code eingeben
step-renew = Verlängern
step-place-order = Zum Shop
step-enter-license = Lizenzschlüssel eingeben
step-start-proofing = Identität nachweisen
step-redeem-proofing = Aktivierungscode eingeben
step-register-phone = Telefon registrieren
step-remove-phone = Telefone verwalten
step-reset-password = Neuen Link anfordern
step-contact-support = Hilfe
problem-invalid-request = Diese Eingabe haben wir nicht verstanden. Bitte prüfen Sie sie.
problem-not-json = Die Anfrage wurde nicht verstanden. Laden Sie die Seite neu.
problem-body-too-large = Das ist zu viel Text. Bitte kürzen Sie ihn.
problem-cross-site-request = Ihr Browser hat nicht bestätigt, dass die Anfrage von dieser Seite kommt. Laden Sie die Seite neu.
problem-another-account = In diesem Browser hat sich jemand anderes angemeldet, deshalb wurde nichts getan. Laden Sie die Seite neu.
problem-not-found = Das gibt es hier nicht oder es gehört zu einem anderen Konto.
problem-changed-meanwhile = Inzwischen hat sich etwas geändert, vielleicht in einem anderen Tab. Sehen Sie noch einmal nach und wiederholen Sie den Schritt dann.
problem-unavailable = Ein Teil des Dienstes antwortet gerade nicht, deshalb wurde nichts geändert. Versuchen Sie es gleich noch einmal.
problem-outcome-unknown = Wir wissen nicht, ob das erledigt ist. Versuchen Sie es gleich noch einmal.
problem-no-answer = Es kam keine Antwort, deshalb wissen wir nicht, ob das erledigt ist. Prüfen Sie Ihre Verbindung und versuchen Sie es erneut.
problem-too-many-requests = Das war zu oft.
problem-locked = Zu viele falsche Versuche. Zum Schutz des Kontos sind vorerst keine weiteren möglich.
problem-locked-for-good = Zu viele falsche Versuche. Setzen Sie Ihr Passwort zurück und geben Sie dann einen Code von Ihrem Telefon ein. Wenn das nicht möglich ist, wenden Sie sich an den Support.
support-at = Support: { $support }
problem-delivery-failed = Die Nachricht konnte nicht gesendet werden. Versuchen Sie es gleich noch einmal. Wenn es ein Code war, können Sie auch ein anderes Telefon wählen.
problem-not-signed-in = Sie sind nicht mehr angemeldet. Melden Sie sich an, um fortzufahren.
problem-session-expired = Ihre Sitzung ist abgelaufen. Melden Sie sich an, um fortzufahren.
problem-wrong-credentials = Die Benutzerkennung oder das Passwort ist falsch.
problem-user-id-taken = Diese Benutzerkennung ist vergeben. Wählen Sie eine andere oder melden Sie sich an, wenn es Ihre ist.
problem-email-unconfirmed = Bestätigen Sie zuerst Ihre E-Mail-Adresse.
problem-email-confirmed-already = Ihre E-Mail-Adresse ist bestätigt und lässt sich hier nicht ändern.
problem-no-email-code-waiting = Es gibt keinen offenen Code. Lassen Sie sich einen senden.
problem-email-code-expired = Der Code ist abgelaufen: Er war { email-code-minutes } gültig. Lassen Sie sich einen neuen senden.
problem-email-code-tries-used-up = Zu viele falsche Eingaben: Dieser Code ist nicht mehr gültig. Lassen Sie sich einen neuen senden.
problem-wrong-email-code = { $tries ->
    [0] Das ist nicht der richtige Code, und es war der letzte Versuch. Lassen Sie sich einen neuen senden.
    [one] Das ist nicht der richtige Code. Sie haben noch einen Versuch.
   *[other] Das ist nicht der richtige Code. Sie haben noch { $tries } Versuche.
}
problem-password-too-short = Das Passwort ist zu kurz: Es braucht mindestens { $password-min } Zeichen.
problem-password-too-long = Das Passwort ist zu lang: Erlaubt sind höchstens { $password-max } Zeichen.
problem-password-guessable = Dieses Passwort ist leicht zu erraten. Nehmen Sie mehr Wörter, die nichts miteinander zu tun haben, und nichts aus Ihrem Namen oder Ihrer E-Mail-Adresse.
problem-reset-link-dead = Dieser Link funktioniert nicht mehr: Er oder ein anderer wurde benutzt, oder er ist älter als { reset-hours }.
problem-idempotency-key-reused = Eine Bestellung, die Sie zuvor gesendet haben, ist eingegangen. Sehen Sie auf Ihrer Kontoseite nach den Bestellungen, bevor Sie noch einmal bestellen.
problem-order-empty = Die Bestellung ist leer.
problem-order-too-large = Eine Bestellung kann höchstens { $order-units ->
        [one] eine Lizenz
       *[other] { $order-units } Lizenzen
    } enthalten. Bitte teilen Sie sie auf.
problem-product-not-sold = Dieses Produkt wird zurzeit nicht verkauft.
problem-order-unknown = In Ihrem Konto gibt es keine Bestellung mit dieser Nummer.
problem-order-not-paid = Die Bestellung ist noch nicht bezahlt. Sobald sie es ist, senden wir die Lizenzschlüssel per E-Mail.
problem-order-paid-already = Diese Bestellung ist schon bezahlt.
problem-order-without-keys = Zu einer Verlängerung gehören keine Lizenzschlüssel.
problem-not-an-invoice = Diese Bestellung wird nicht auf Rechnung bezahlt.
problem-not-by-card = Diese Bestellung wird auf Rechnung bezahlt, nicht mit Karte.
problem-card-not-offered = Kartenzahlung ist hier nicht möglich. Wählen Sie die Zahlung auf Rechnung.
problem-signature-invalid = Die Zahlungsmitteilung ist nicht echt.
problem-key-malformed = Die Eingabe ist nicht vollständig. Bitte prüfen Sie sie.
problem-key-mistyped = Ein Zeichen ist falsch eingegeben. Bitte prüfen Sie Ihre Eingabe.
problem-license-unknown = Zu diesem Lizenzschlüssel gibt es keine Lizenz. Bitte vergleichen Sie ihn mit der E-Mail.
problem-license-used = Dieser Lizenzschlüssel wurde bereits verwendet, in diesem oder einem anderen Konto.
problem-license-lapsed = Die Laufzeit dieser Lizenz ist vorbei. Kaufen Sie eine neue.
problem-license-spent = Ihre Identität konnte nicht bestätigt werden und es ist kein Versuch mehr übrig. Diese Lizenz kann nicht mehr verwendet werden. Kaufen Sie eine neue, um es noch einmal zu versuchen.
problem-renew-instead = Sie haben bereits Phone OTP: Verlängern Sie es. Ihre Telefone bleiben registriert.
problem-no-credential = Sie haben noch kein Phone OTP. Geben Sie zuerst einen Lizenzschlüssel ein.
problem-credential-expired = Ihr Phone OTP ist abgelaufen, deshalb werden keine Codes gesendet. Verlängern Sie es – Ihre Telefone bleiben registriert.
problem-renewal-not-open = Sie können ab dem { $opens } verlängern.
problem-renewal-closed = Die Frist für die Verlängerung ist am { $closed } abgelaufen. Kaufen Sie eine neue Lizenz.
problem-proofing-needed = Weisen Sie zuerst Ihre Identität nach.
problem-proofing-not-needed = Für Ihr Produkt ist keine Identitätsprüfung nötig.
problem-already-proofed = Ihre Identität ist bereits bestätigt.
problem-legal-name-fixed = Der Name laut Ausweis wurde bereits bestätigt und kann nicht mehr geändert werden.
problem-instant-proofing-us-only = Fragen gibt es nur für Personen in den USA. Wählen Sie das Videogespräch.
problem-instant-not-offered = Fragen werden hier nicht angeboten. Wählen Sie das Videogespräch.
problem-only-video-left = { $instant-attempts ->
        [one] Ein Versuch mit den Fragen war nicht erfolgreich.
       *[other] { $instant-attempts } Versuche mit den Fragen waren nicht erfolgreich.
    } Wählen Sie das Videogespräch.
problem-appointment-out-of-range = Wählen Sie einen Zeitpunkt, der frühestens in { appointment-notice-hours } und spätestens in { appointment-horizon-days } liegt.
problem-no-questions-waiting = Die Zeit für die Fragen ist abgelaufen. Beginnen Sie noch einmal: Das zählt nicht als erfolgloser Versuch.
problem-answers-incomplete = Bitte beantworten Sie alle Fragen.
problem-no-appointment = Es gibt keinen Termin, über den zu entscheiden ist.
problem-wrong-activation-code = Das ist nicht Ihr Aktivierungscode. Vergleichen Sie ihn mit dem, den Sie im Gespräch erhalten haben.
problem-activation-code-expired = Dieser Aktivierungscode ist älter als { activation-code-days }. Vereinbaren Sie einen neuen Termin.
problem-activation-code-waiting = Sie haben bereits einen Aktivierungscode erhalten. Geben Sie ihn auf dieser Seite ein.
problem-not-a-phone-number = Das ist keine Telefonnummer dieses Landes. Bitte prüfen Sie beides.
problem-phone-type-refused = Nummern dieser Art (gebührenfreie Nummern, Sonderrufnummern, Pager und Ähnliches) können keine Codes empfangen. Wählen Sie eine andere.
problem-phone-cannot-text = Das ist eine Festnetznummer, die keine SMS empfängt. Wählen Sie „Anruf“.
problem-phone-not-covered = Ihr Produkt gilt nicht für diese Nummer: US-Produkte gelten für die 50 Bundesstaaten und Washington, DC, internationale für alle anderen Nummern.
problem-country-not-served = In dieses Land senden wir keine Codes.
problem-number-range-blocked = An Nummern aus diesem Bereich senden wir vorerst keine Codes. Wählen Sie ein anderes Telefon.
problem-phone-duplicate = Diese Nummer ist bereits registriert.
problem-too-many-phones = Sie haben bereits { phones } registriert, mehr sind nicht möglich. Entfernen Sie eines, um ein anderes hinzuzufügen.
problem-phone-unknown = Dieses Telefon ist nicht mehr registriert.
problem-last-active-phone = Das ist Ihr einziges aktives Telefon. Fügen Sie ein weiteres hinzu, bevor Sie es entfernen.
problem-phone-otp-needed = Geben Sie zuerst einen Code ein, den wir an eines Ihrer Telefone senden.
problem-no-code-waiting = Es gibt keinen offenen Code, vielleicht weil ein neuerer gesendet oder verwendet wurde. Fordern Sie einen neuen Code an.
problem-code-expired = Der Code ist abgelaufen: Er war { code-minutes } gültig. Fordern Sie einen neuen Code an.
problem-code-tries-used-up = Zu viele falsche Eingaben: Dieser Code ist nicht mehr gültig. Fordern Sie einen neuen Code an.
problem-wrong-code = { $tries ->
    [0] Das ist nicht der richtige Code, und es war der letzte Versuch. Fordern Sie einen neuen Code an.
    [one] Das ist nicht der richtige Code. Sie haben noch einen Versuch.
   *[other] Das ist nicht der richtige Code. Sie haben noch { $tries } Versuche.
}
problem-login-requirements-not-met = Für diese Anwendung reicht Ihre aktuelle Anmeldung nicht aus.
problem-authorization-expired = Die Zeit für die Anmeldung bei der Anwendung ist abgelaufen. Öffnen Sie die Anwendung noch einmal.
