## Products

product-us-proofed = Phone OTP, { years }, US-Telefone, mit Identitätsprüfung
product-us = Phone OTP, { years }, US-Telefone, ohne Identitätsprüfung
product-international-proofed = Phone OTP, { years }, internationale Telefone, mit Identitätsprüfung
product-international = Phone OTP, { years }, internationale Telefone, ohne Identitätsprüfung
item-renewal = Verlängerung: { $product }

## Numbers with their units

years = { $years ->
    [one] { $years } Jahr
   *[other] { $years } Jahre
}
code-minutes = { $code-minutes ->
    [one] { $code-minutes } Minute
   *[other] { $code-minutes } Minuten
}
email-code-minutes = { $email-code-minutes ->
    [one] { $email-code-minutes } Minute
   *[other] { $email-code-minutes } Minuten
}
reset-hours = { $reset-hours ->
    [one] { $reset-hours } Stunde
   *[other] { $reset-hours } Stunden
}

## Texts and calls

text-code = { $code } ist Ihr Code für { $brand }. Er gilt { code-minutes }. Geben Sie ihn nicht weiter: Wir fragen nie danach.
call-hello = Guten Tag. Hier ist { $brand }.
call-code = Ihr Code lautet:
call-again = Noch einmal: Ihr Code lautet:
call-end = Er gilt { code-minutes }. Auf Wiederhören.

## Mails

date =
    { $day }. { $month ->
        [1] Januar
        [2] Februar
        [3] März
        [4] April
        [5] Mai
        [6] Juni
        [7] Juli
        [8] August
        [9] September
        [10] Oktober
        [11] November
       *[12] Dezember
    } { $year }
date-time = { date } um { $time } Uhr (UTC)

mail-dear = Guten Tag { $name },

mail-license-subject = Ihre Lizenzschlüssel zur Bestellung { $order }
mail-license-thanks = vielen Dank für Ihre Bestellung { $order }. Jeder der folgenden Lizenzschlüssel ist für eine Person bestimmt und wird einmal eingegeben, und zwar von der Person, die ihn nutzt. Bis dahin kann er an jemand anderen weitergegeben werden.
mail-license-validity = Eine Lizenz gilt für die Laufzeit, die in ihrem Namen steht. Die Laufzeit beginnt am Tag der Zahlung, nicht an dem Tag, an dem der Schlüssel eingegeben wird.
mail-license-link = Lizenzschlüssel eingeben

mail-renewed-subject = Ihr Phone OTP ist verlängert
mail-renewed = vielen Dank für Ihre Bestellung { $order }. Ihr Phone OTP ist verlängert und bis zum { $date } gültig.
mail-renewed-phones-stay = Sie müssen nichts weiter tun: Ihre Telefone bleiben registriert.

mail-phone-added-subject = Zu Ihrem Phone OTP wurde ein Telefon hinzugefügt
mail-phone-added = das Telefon { $phone } empfängt ab jetzt Ihre Anmeldecodes.
mail-phone-added-not-you = Wenn Sie das nicht waren, kennt jemand anderes Ihr Passwort: Setzen Sie es sofort zurück und wenden Sie sich an den Support.

mail-phone-removed-subject = Aus Ihrem Phone OTP wurde ein Telefon entfernt
mail-phone-removed = das Telefon { $phone } empfängt Ihre Anmeldecodes nicht mehr.
mail-phone-removed-not-you = Wenn Sie das nicht waren, melden Sie sich mit einem anderen Ihrer Telefone an, entfernen Sie alle, die nicht Ihnen gehören, und wenden Sie sich an den Support.

mail-proofing-passed-subject = Ihre Identität ist bestätigt
mail-proofing-passed = Ihre Identität ist bestätigt. Registrieren Sie als Nächstes das Telefon, das Ihre Anmeldecodes empfangen soll.
mail-proofing-passed-link = Telefon registrieren

mail-proofing-failed-subject = Ihre Identität konnte nicht bestätigt werden
mail-proofing-failed = Ihre Identität konnte diesmal nicht bestätigt werden. Sie können es noch einmal versuchen oder per Video mit unserem Team sprechen.
mail-proofing-failed-link = Identitätsprüfung fortsetzen
mail-proofing-spent = Ihre Identität konnte nicht bestätigt werden, und es ist kein Versuch mehr übrig: Diese Lizenz kann nicht mehr genutzt werden. Für einen weiteren Versuch benötigen Sie eine andere Lizenz.

mail-activation-code-subject = Geben Sie Ihren Aktivierungscode ein
mail-activation-code = unser Team hat Ihre Identität bestätigt und Ihnen einen Aktivierungscode gegeben. Geben Sie ihn bis zum { $date } ein. Er wurde einmal angezeigt und kann nicht erneut abgerufen werden.
mail-activation-code-link = Aktivierungscode eingeben

mail-appointment-subject = Ihr Videotermin zur Identitätsprüfung
mail-appointment = Ihr Videotermin ist am { $at }. Halten Sie einen amtlichen Lichtbildausweis auf den Namen { $name } bereit.

mail-reminder-subject = Ihr Phone OTP läuft in { $days } Tagen ab
mail-reminder = Ihr Phone OTP läuft am { $date } ab. Wenn Sie vorher verlängern, schließt die neue Laufzeit an die bisherige an.
mail-reminder-tomorrow-subject = Ihr Phone OTP läuft morgen ab
mail-reminder-tomorrow = Ihr Phone OTP läuft am { $date } ab. Verlängern Sie jetzt, um sich weiterhin mit einem Code anzumelden.
mail-reminder-expired-subject = Ihr Phone OTP ist abgelaufen
mail-reminder-expired = Ihr Phone OTP ist am { $date } abgelaufen. Bis zur Verlängerung werden keine Codes versendet; Ihre Telefone bleiben registriert.
mail-reminder-link = Verlängern

mail-email-code-subject = Bestätigen Sie Ihre E-Mail-Adresse
mail-email-code = Geben Sie diesen Code im Portal ein, um zu bestätigen, dass dies Ihre E-Mail-Adresse ist. Er gilt { email-code-minutes }.
mail-email-code-label = Ihr Code
mail-email-code-not-you = Falls Sie ihn nicht erwartet haben, hat sich vielleicht jemand bei der eigenen Adresse vertippt. Ignorieren Sie diese E-Mail, und geben Sie den Code nicht weiter.

mail-email-corrected-subject = Ihre E-Mail-Adresse wurde geändert
mail-email-corrected = Sobald Ihre neue Adresse bestätigt ist, senden wir E-Mails zu Ihrem Konto dorthin. An diese Adresse senden wir keine mehr.
mail-email-corrected-not-you = Wenn Sie das nicht waren, kennt jemand anderes Ihr Passwort: Wenden Sie sich sofort an den Support.

mail-password-reset-subject = Setzen Sie Ihr Passwort zurück
mail-password-reset = jemand, vermutlich Sie selbst, möchte das Passwort von { $user } zurücksetzen. Der Link funktioniert einmal und nur innerhalb von { reset-hours }.
mail-password-reset-link = Neues Passwort wählen
mail-password-reset-not-you = Wenn Sie das nicht waren, ignorieren Sie diese E-Mail: Es hat sich nichts geändert.

mail-password-changed-subject = Ihr Passwort wurde geändert
mail-password-changed = Ihr Passwort wurde geändert, und alle Sitzungen wurden beendet. Ihre Telefone bleiben registriert.
mail-password-changed-not-you = Wenn Sie das nicht waren, wenden Sie sich sofort an den Support.

mail-locked-subject = Die Anmeldung ist gesperrt
mail-locked-codes = für Ihr Konto wurden zu viele falsche Codes eingegeben.
mail-locked-passwords = für Ihr Konto wurden zu viele falsche Passwörter eingegeben.
mail-locked-until = Bis zum { $until } sind weitere Versuche nur in Browsern möglich, in denen Sie schon einmal einen Code eingegeben haben.
mail-locked-for-good = Um sich wieder anzumelden, setzen Sie Ihr Passwort zurück und geben Sie dann einen Code von Ihrem Telefon ein. Wenn das nicht möglich ist, wenden Sie sich an den Support.
mail-locked-not-you = Wenn Sie das nicht waren, versucht jemand, auf Ihr Konto zuzugreifen: Wählen Sie ein anderes Passwort.

## The page before its scripts run

page-description = Melden Sie sich bei { $brand } mit einem Code an, den wir an Ihr eigenes Telefon senden.
page-needs-scripts = Dieses Portal benötigt JavaScript. Aktivieren Sie es in Ihrem Browser und laden Sie die Seite neu.
page-late = Das dauert länger als üblich: Vielleicht ist die Verbindung abgebrochen, oder es gibt gerade eine neue Version dieser Seite. Laden Sie sie neu.
