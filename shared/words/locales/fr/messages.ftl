## Products

product-us-proofed = Phone OTP, { years }, téléphones des États-Unis, avec vérification d’identité
product-us = Phone OTP, { years }, téléphones des États-Unis, sans vérification d’identité
product-international-proofed = Phone OTP, { years }, téléphones internationaux, avec vérification d’identité
product-international = Phone OTP, { years }, téléphones internationaux, sans vérification d’identité
item-renewal = Renouvellement : { $product }

## Numbers with their units

years = { $years ->
    [one] { $years } an
   *[other] { $years } ans
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
    [one] { $reset-hours } heure
   *[other] { $reset-hours } heures
}

## Texts and calls

text-code = { $code } est votre code { $brand }, valable { code-minutes }. Ne le donnez à personne, nous ne le demandons jamais.
call-hello = Bonjour. Ici { $brand }.
call-code = Votre code est :
call-again = Nous répétons. Votre code est :
call-end = Il est valable { code-minutes }. Au revoir.

## Mails

date =
    { $day ->
        [1] { $day }er
       *[other] { $day }
    } { $month ->
        [1] janvier
        [2] février
        [3] mars
        [4] avril
        [5] mai
        [6] juin
        [7] juillet
        [8] août
        [9] septembre
        [10] octobre
        [11] novembre
       *[12] décembre
    } { $year }
date-time = { date } à { $time } (UTC)

mail-dear = Bonjour { $name },

mail-license-subject = Vos clés de licence pour la commande { $order }
mail-license-thanks = Merci pour votre commande { $order }. Chacune des clés de licence ci-dessous est destinée à une seule personne et doit être saisie, une seule fois, par la personne qui l’utilisera. D’ici là, elle peut être cédée à quelqu’un d’autre.
mail-license-validity = Une licence est valable pour la durée indiquée dans son nom. Cette durée commence le jour du paiement, et non le jour où la clé est saisie.
mail-license-link = Saisir une clé de licence

mail-renewed-subject = Votre Phone OTP est renouvelé
mail-renewed = Merci pour votre commande { $order }. Votre abonnement Phone OTP est renouvelé et valable jusqu’au { $date }.
mail-renewed-phones-stay = Vous n’avez rien d’autre à faire : vos téléphones restent enregistrés.

mail-phone-added-subject = Un téléphone a été ajouté à votre Phone OTP
mail-phone-added = Le téléphone { $phone } reçoit désormais vos codes de connexion.
mail-phone-added-not-you = Si vous n’êtes pas à l’origine de cet ajout, quelqu’un d’autre connaît votre mot de passe : réinitialisez-le sans attendre et contactez l’assistance.

mail-phone-removed-subject = Un téléphone a été retiré de votre Phone OTP
mail-phone-removed = Le téléphone { $phone } ne reçoit plus vos codes de connexion.
mail-phone-removed-not-you = Si vous n’êtes pas à l’origine de ce retrait, connectez-vous avec un autre de vos téléphones, retirez ceux qui ne sont pas à vous et contactez l’assistance.

mail-proofing-passed-subject = Votre identité est vérifiée
mail-proofing-passed = Votre identité est vérifiée. Enregistrez maintenant le téléphone qui recevra vos codes de connexion.
mail-proofing-passed-link = Enregistrer un téléphone

mail-proofing-failed-subject = Votre identité n’a pas pu être vérifiée
mail-proofing-failed = Votre identité n’a pas pu être vérifiée cette fois-ci. Vous pouvez réessayer ou parler à un agent en visioconférence.
mail-proofing-failed-link = Poursuivre la vérification
mail-proofing-spent = Votre identité n’a pas pu être vérifiée et il ne reste plus de tentative : cette licence n’est plus utilisable. Pour réessayer, il vous faut une autre licence.

mail-activation-code-subject = Saisissez votre code d’activation
mail-activation-code = L’agent a confirmé votre identité et vous a remis un code d’activation. Saisissez-le au plus tard le { $date }. Il n’a été affiché qu’une fois et ne peut plus être consulté.
mail-activation-code-link = Saisir le code d’activation

mail-appointment-subject = Votre rendez-vous de vérification en visioconférence
mail-appointment = Votre rendez-vous avec un agent est fixé au { $at }. Munissez-vous d’une pièce d’identité officielle avec photo au nom de { $name }.

mail-reminder-subject = Votre Phone OTP expire dans { $days } jours
mail-reminder = Votre abonnement Phone OTP expire le { $date }. Si vous le renouvelez avant cette date, la nouvelle période commence à la fin de celle en cours.
mail-reminder-tomorrow-subject = Votre Phone OTP expire demain
mail-reminder-tomorrow = Votre abonnement Phone OTP expire le { $date }. Renouvelez-le dès maintenant pour continuer à vous connecter avec un code.
mail-reminder-expired-subject = Votre Phone OTP a expiré
mail-reminder-expired = Votre abonnement Phone OTP a expiré le { $date }. Aucun code n’est envoyé tant que vous ne l’avez pas renouvelé ; vos téléphones restent enregistrés.
mail-reminder-link = Renouveler

mail-email-code-subject = Confirmez votre adresse e-mail
mail-email-code = Saisissez ce code dans le portail pour confirmer que cette adresse e-mail est la vôtre. Il est valable { email-code-minutes }.
mail-email-code-label = Votre code
mail-email-code-not-you = Si vous ne l’attendiez pas, quelqu’un s’est peut-être trompé en saisissant sa propre adresse. Ignorez cet e-mail et ne donnez ce code à personne.

mail-email-corrected-subject = Votre adresse e-mail a été modifiée
mail-email-corrected = Dès que votre nouvelle adresse sera confirmée, nous y enverrons les e-mails concernant votre compte. Nous n’en enverrons plus à cette adresse.
mail-email-corrected-not-you = Si vous n’êtes pas à l’origine de cette modification, quelqu’un d’autre connaît votre mot de passe : contactez immédiatement l’assistance.

mail-password-reset-subject = Réinitialisez votre mot de passe
mail-password-reset = Quelqu’un, sans doute vous, a demandé la réinitialisation du mot de passe de { $user }. Le lien fonctionne une seule fois, pendant { reset-hours }.
mail-password-reset-link = Choisir un nouveau mot de passe
mail-password-reset-not-you = Si ce n’était pas vous, ignorez ce message : rien n’a changé.

mail-password-changed-subject = Votre mot de passe a été modifié
mail-password-changed = Votre mot de passe a été modifié et toutes les sessions ont été fermées. Vos téléphones restent enregistrés.
mail-password-changed-not-you = Si vous n’êtes pas à l’origine de cette modification, contactez immédiatement l’assistance.

mail-locked-subject = La connexion est bloquée
mail-locked-codes = Trop de codes erronés ont été saisis pour votre compte.
mail-locked-passwords = Trop de mots de passe erronés ont été saisis pour votre compte.
mail-locked-until = Jusqu’au { $until }, seuls les navigateurs dans lesquels vous avez déjà saisi un code peuvent réessayer.
mail-locked-for-good = Pour vous reconnecter, réinitialisez votre mot de passe, puis saisissez un code reçu sur votre téléphone. Si vous ne le pouvez pas, contactez l’assistance.
mail-locked-not-you = Si ce n’était pas vous, quelqu’un essaie d’accéder à votre compte : choisissez un autre mot de passe.

## The page before its scripts run

page-description = Connectez-vous à { $brand } avec un code envoyé sur votre propre téléphone.
page-needs-scripts = Ce portail a besoin de JavaScript. Activez-le dans votre navigateur, puis rechargez la page.
page-late = Cela prend plus de temps que prévu : la connexion a peut-être échoué, ou une nouvelle version de cette page est en cours de mise en ligne. Rechargez-la.
