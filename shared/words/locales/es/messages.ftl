## Products

product-us-proofed = Phone OTP, { years }, teléfonos de EE. UU., con verificación de identidad
product-us = Phone OTP, { years }, teléfonos de EE. UU., sin verificación de identidad
product-international-proofed = Phone OTP, { years }, teléfonos internacionales, con verificación de identidad
product-international = Phone OTP, { years }, teléfonos internacionales, sin verificación de identidad
item-renewal = Renovación: { $product }

## Numbers with their units

years = { $years ->
    [one] { $years } año
   *[other] { $years } años
}
code-minutes = { $code-minutes ->
    [one] { $code-minutes } minuto
   *[other] { $code-minutes } minutos
}
email-code-minutes = { $email-code-minutes ->
    [one] { $email-code-minutes } minuto
   *[other] { $email-code-minutes } minutos
}
reset-hours = { $reset-hours ->
    [one] { $reset-hours } hora
   *[other] { $reset-hours } horas
}

## Texts and calls

text-code = { $code } es su clave de { $brand }. Caduca en { code-minutes }. No la comparta con nadie: nunca se la pediremos.
call-hello = Hola. Le llamamos de { $brand }.
call-code = Su código es:
call-again = Se lo repetimos. Su código es:
call-end = Es válido durante { code-minutes }. Adiós.

## Mails

date =
    { $day } de { $month ->
        [1] enero
        [2] febrero
        [3] marzo
        [4] abril
        [5] mayo
        [6] junio
        [7] julio
        [8] agosto
        [9] septiembre
        [10] octubre
        [11] noviembre
       *[12] diciembre
    } de { $year }
date-time = { date } a las { $time } (UTC)

mail-dear = Hola, { $name }:

mail-license-subject = Sus claves de licencia del pedido { $order }
mail-license-thanks = Gracias por su pedido { $order }. Cada una de las claves de licencia siguientes es para una sola persona y la introduce, una única vez, quien vaya a usarla. Hasta entonces puede cederse a otra persona.
mail-license-validity = Cada licencia es válida durante el plazo que indica su nombre. El plazo empieza el día del pago, no el día en que se introduce la clave.
mail-license-link = Introducir una clave de licencia

mail-renewed-subject = Su Phone OTP se ha renovado
mail-renewed = Gracias por su pedido { $order }. Su credencial Phone OTP se ha renovado y es válida hasta el { $date }.
mail-renewed-phones-stay = No tiene que hacer nada más: sus teléfonos siguen registrados.

mail-phone-added-subject = Se ha añadido un teléfono a su Phone OTP
mail-phone-added = El teléfono { $phone } recibe a partir de ahora sus códigos de inicio de sesión.
mail-phone-added-not-you = Si no ha sido usted, otra persona conoce su contraseña: restablézcala ahora mismo y póngase en contacto con el servicio de asistencia.

mail-phone-removed-subject = Se ha eliminado un teléfono de su Phone OTP
mail-phone-removed = El teléfono { $phone } ya no recibe sus códigos de inicio de sesión.
mail-phone-removed-not-you = Si no ha sido usted, inicie sesión con otro de sus teléfonos, elimine los que no sean suyos y póngase en contacto con el servicio de asistencia.

mail-proofing-passed-subject = Hemos verificado su identidad
mail-proofing-passed = Hemos verificado su identidad. Ahora registre el teléfono que recibirá sus códigos de inicio de sesión.
mail-proofing-passed-link = Registrar un teléfono

mail-proofing-failed-subject = No hemos podido verificar su identidad
mail-proofing-failed = Esta vez no hemos podido verificar su identidad. Puede volver a intentarlo o hablar con un agente por videollamada.
mail-proofing-failed-link = Continuar con la verificación
mail-proofing-spent = No hemos podido verificar su identidad y no quedan más intentos: esta licencia ya no se puede usar. Para volver a intentarlo necesita otra licencia.

mail-activation-code-subject = Introduzca su código de activación
mail-activation-code = El agente ha confirmado su identidad y le ha dado un código de activación. Introdúzcalo a más tardar el { $date }. Se mostró una sola vez y no se puede volver a consultar.
mail-activation-code-link = Introducir el código de activación

mail-appointment-subject = Su cita para la verificación por videollamada
mail-appointment = Su cita con un agente es el { $at }. Tenga a mano un documento de identidad oficial con fotografía a nombre de { $name }.

mail-reminder-subject = Su Phone OTP caduca en { $days } días
mail-reminder = Su credencial Phone OTP caduca el { $date }. Si la renueva antes, el nuevo período empieza cuando termina el actual.
mail-reminder-tomorrow-subject = Su Phone OTP caduca mañana
mail-reminder-tomorrow = Su credencial Phone OTP caduca el { $date }. Renuévela ahora para seguir iniciando sesión con un código.
mail-reminder-expired-subject = Su Phone OTP ha caducado
mail-reminder-expired = Su credencial Phone OTP caducó el { $date }. No se envían códigos hasta que la renueve; sus teléfonos siguen registrados.
mail-reminder-link = Renovar

mail-email-code-subject = Confirme su dirección de correo electrónico
mail-email-code = Introduzca este código en el portal para confirmar que esta es su dirección de correo electrónico. Es válido durante { email-code-minutes }.
mail-email-code-label = Su código
mail-email-code-not-you = Si no lo esperaba, puede que alguien haya escrito mal su propia dirección. Ignore este correo y no dé el código a nadie.

mail-email-corrected-subject = Su dirección de correo electrónico ha cambiado
mail-email-corrected = En cuanto confirme su nueva dirección, le enviaremos allí los correos sobre su cuenta. A esta dirección no enviaremos más.
mail-email-corrected-not-you = Si no ha sido usted, otra persona conoce su contraseña: póngase en contacto de inmediato con el servicio de asistencia.

mail-password-reset-subject = Restablezca su contraseña
mail-password-reset = Alguien, probablemente usted, ha solicitado restablecer la contraseña de { $user }. El enlace funciona una sola vez y durante { reset-hours }.
mail-password-reset-link = Elegir una contraseña nueva
mail-password-reset-not-you = Si no ha sido usted, ignore este mensaje: no ha cambiado nada.

mail-password-changed-subject = Su contraseña ha cambiado
mail-password-changed = Su contraseña ha cambiado y se han cerrado todas las sesiones. Sus teléfonos siguen registrados.
mail-password-changed-not-you = Si no ha sido usted, póngase en contacto de inmediato con el servicio de asistencia.

mail-locked-subject = El inicio de sesión está bloqueado
mail-locked-codes = Se han introducido demasiados códigos incorrectos en su cuenta.
mail-locked-passwords = Se han introducido demasiadas contraseñas incorrectas en su cuenta.
mail-locked-until = Hasta el { $until } solo se admiten intentos desde navegadores en los que ya haya introducido un código.
mail-locked-for-good = Para volver a iniciar sesión, restablezca su contraseña y, después, introduzca un código de su teléfono. Si no puede, póngase en contacto con el servicio de asistencia.
mail-locked-not-you = Si no ha sido usted, alguien está intentando acceder a su cuenta: elija otra contraseña.

## The page before its scripts run

page-description = Inicie sesión en { $brand } con un código enviado a su propio teléfono.
page-needs-scripts = Este portal necesita JavaScript. Actívelo en su navegador y vuelva a cargar la página.
page-late = Esto tarda más de lo debido: puede que haya fallado la conexión o que esté llegando una versión nueva de esta página. Vuelva a cargarla.
