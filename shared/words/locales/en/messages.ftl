## Products

product-us-proofed = Phone OTP, { years }, US phones, with proofing
product-us = Phone OTP, { years }, US phones, without proofing
product-international-proofed = Phone OTP, { years }, international phones, with proofing
product-international = Phone OTP, { years }, international phones, without proofing
item-renewal = Renewal: { $product }

## Numbers with their units, as other messages say them. $years is the term of a product; the rules' numbers come with
## every message, by the names that the module `numbers` gives them.

years = { $years ->
    [one] { $years } year
   *[other] { $years } years
}
code-minutes = { $code-minutes ->
    [one] { $code-minutes } minute
   *[other] { $code-minutes } minutes
}
email-code-minutes = { $email-code-minutes ->
    [one] { $email-code-minutes } minute
   *[other] { $email-code-minutes } minutes
}
reset-hours = { $reset-hours ->
    [one] { $reset-hours } hour
   *[other] { $reset-hours } hours
}

## Texts and calls
## A text in a Latin script fits one message of the GSM 03.38 alphabet, which lacks most accented letters. The line that
## browsers read comes after it. In a call, the code is read after "call-code" and again after "call-again".

text-code = { $code } is your { $brand } code. It is valid for { code-minutes }. Do not share it: we never ask for it.
call-hello = Hello. This is { $brand }.
call-code = Your code is:
call-again = Once more, your code is:
call-end = It is valid for { code-minutes }. Goodbye.

## Mails
## $day and $month are numbers, $year and $time are text, so that no thousands separator gets into a year.

date =
    { $day } { $month ->
        [1] January
        [2] February
        [3] March
        [4] April
        [5] May
        [6] June
        [7] July
        [8] August
        [9] September
        [10] October
        [11] November
       *[12] December
    } { $year }
date-time = { date } at { $time } UTC

mail-dear = Dear { $name },

mail-license-subject = Your license keys for order { $order }
mail-license-thanks = Thank you for your order { $order }. Each license key below is for one person, and is entered once, by the person who will use it. Until then it may be given to someone else.
mail-license-validity = A license is valid for the term in its name. The term starts on the day of the payment, not on the day the key is entered.
mail-license-link = Enter a license key

mail-renewed-subject = Your Phone OTP is renewed
mail-renewed = Thank you for your order { $order }. Your Phone OTP credential is renewed and valid until { $date }.
mail-renewed-phones-stay = You do not need to do anything else: your phones stay registered.

mail-phone-added-subject = A phone was added to your Phone OTP
mail-phone-added = The phone { $phone } now receives your sign-in codes.
mail-phone-added-not-you = If you did not do this, someone else has your password: reset it now and contact support.

mail-phone-removed-subject = A phone was removed from your Phone OTP
mail-phone-removed = The phone { $phone } no longer receives your sign-in codes.
mail-phone-removed-not-you = If you did not do this, sign in with another of your phones, remove those that are not yours, and contact support.

mail-proofing-passed-subject = Your identity is proved
mail-proofing-passed = Your identity is proved. Register the phone that will receive your sign-in codes next.
mail-proofing-passed-link = Register a phone

mail-proofing-failed-subject = Your identity could not be proved
mail-proofing-failed = Your identity could not be proved this time. You can try again, or talk to an agent by video.
mail-proofing-failed-link = Continue with proofing
mail-proofing-spent = Your identity could not be proved, and no attempt is left: this license cannot be used any more. To try again you need another license.

mail-activation-code-subject = Enter your activation code
mail-activation-code = The agent has confirmed your identity and given you an activation code. Enter it by { $date }. It was shown once and cannot be looked up again.
mail-activation-code-link = Enter the activation code

mail-appointment-subject = Your video proofing appointment
mail-appointment = Your appointment with an agent is on { $at }. Have a government photo ID ready, in the name of { $name }.

mail-reminder-subject = Your Phone OTP expires in { $days } days
mail-reminder = Your Phone OTP credential expires on { $date }. If you renew before then, the new term starts when the current one ends.
mail-reminder-tomorrow-subject = Your Phone OTP expires tomorrow
mail-reminder-tomorrow = Your Phone OTP credential expires on { $date }. Renew it now to keep signing in with a code.
mail-reminder-expired-subject = Your Phone OTP has expired
mail-reminder-expired = Your Phone OTP credential expired on { $date }. No codes are sent until you renew it; your phones stay registered.
mail-reminder-link = Renew

mail-email-code-subject = Confirm your email address
mail-email-code = Enter this code in the portal to confirm that this is your email address. It is valid for { email-code-minutes }.
mail-email-code-label = Your code
mail-email-code-not-you = If you did not expect this email, someone may have mistyped their own address. Ignore it, and do not share the code with anyone.

mail-email-corrected-subject = Your email address was changed
mail-email-corrected = Once your new address is confirmed, we will send emails about your account there. This address gets no more of them.
mail-email-corrected-not-you = If you did not do this, someone else knows your password: contact support at once.

mail-password-reset-subject = Reset your password
mail-password-reset = Someone, probably you, asked to reset the password of { $user }. The link works once, within { reset-hours }.
mail-password-reset-link = Choose a new password
mail-password-reset-not-you = If it was not you, ignore this email: nothing has changed.

mail-password-changed-subject = Your password was changed
mail-password-changed = Your password was changed and you were signed out everywhere. Your phones stay registered.
mail-password-changed-not-you = If you did not do this, contact support at once.

mail-locked-subject = Sign-in is locked
mail-locked-codes = Too many wrong codes were entered for your account.
mail-locked-passwords = Too many wrong passwords were entered for your account.
mail-locked-until = Until { $until }, only browsers in which you have entered a code before can try again.
mail-locked-for-good = To sign in again, reset your password, then enter a code from your phone. If you cannot, contact support.
mail-locked-not-you = If it was not you, someone is trying to get in: choose another password.

## The page before its scripts run

page-description = Sign in to { $brand } with a code sent to your own phone.
page-needs-scripts = This portal needs JavaScript. Switch it on in your browser, then load the page again.
page-late = This takes longer than it should: the connection may have failed, or a newer version of this page is on its way. Load it again.
