## Products

product-us-proofed = Phone OTP（{ years }間、米国の電話番号、本人確認あり）
product-us = Phone OTP（{ years }間、米国の電話番号、本人確認なし）
product-international-proofed = Phone OTP（{ years }間、米国以外の電話番号、本人確認あり）
product-international = Phone OTP（{ years }間、米国以外の電話番号、本人確認なし）
item-renewal = 更新：{ $product }

## Numbers with their units

years = { $years }年
code-minutes = { $code-minutes }分
email-code-minutes = { $email-code-minutes }分
reset-hours = { $reset-hours }時間

## Texts and calls

text-code = { $code } が{ $brand }の認証コードです。有効時間は{ code-minutes }です。コードをお尋ねすることはありません。誰にも教えないでください。
call-hello = こちらは、{ $brand }です。
call-code = 認証コードをお知らせします。
call-again = もう一度お知らせします。
call-end = コードの有効時間は{ code-minutes }です。失礼いたします。

## Mails

date = { $year }年{ $month }月{ $day }日
date-time = { date } { $time }（UTC）

mail-dear = { $name } 様

mail-license-subject = ご注文{ $order }のライセンスキー
mail-license-thanks = ご注文（{ $order }）ありがとうございます。以下のライセンスキーはそれぞれお一人様用で、ご利用になる方が一度だけ入力できます。入力前であれば、ほかの方に譲ることができます。
mail-license-validity = ライセンスの有効期間は、製品名に記載のとおりです。キーを入力した日ではなく、お支払い日から始まります。
mail-license-link = ライセンスキーを入力する

mail-renewed-subject = Phone OTPを更新しました
mail-renewed = ご注文（{ $order }）ありがとうございます。Phone OTPを更新しました。有効期限は{ $date }です。
mail-renewed-phones-stay = ほかに必要なお手続きはありません。電話番号の登録はそのまま引き継がれます。

mail-phone-added-subject = Phone OTPに電話番号が追加されました
mail-phone-added = 今後、電話番号 { $phone } にサインイン用のコードが届きます。
mail-phone-added-not-you = お心当たりがない場合は、第三者にパスワードを知られています。すぐにパスワードを再設定し、サポートにご連絡ください。

mail-phone-removed-subject = Phone OTPから電話番号が削除されました
mail-phone-removed = 今後、電話番号 { $phone } にサインイン用のコードは届きません。
mail-phone-removed-not-you = お心当たりがない場合は、登録済みの別の電話番号でサインインし、ご自身のものではない番号を削除して、サポートにご連絡ください。

mail-proofing-passed-subject = 本人確認が完了しました
mail-proofing-passed = 本人確認が完了しました。続いて、サインイン用のコードを受け取る電話番号を登録してください。
mail-proofing-passed-link = 電話番号を登録する

mail-proofing-failed-subject = 本人確認ができませんでした
mail-proofing-failed = 今回は本人確認ができませんでした。もう一度お試しいただくか、ビデオ通話で担当者とお話しください。
mail-proofing-failed-link = 本人確認を続ける
mail-proofing-spent = 本人確認ができず、残りの試行回数もなくなりました。このライセンスはご利用いただけません。もう一度お試しいただくには、別のライセンスが必要です。

mail-activation-code-subject = アクティベーションコードを入力してください
mail-activation-code = 担当者が本人確認を完了し、アクティベーションコードをお渡ししました。{ $date }までに入力してください。コードの表示は一度限りで、再表示はできません。
mail-activation-code-link = アクティベーションコードを入力する

mail-appointment-subject = ビデオ通話による本人確認のご予約
mail-appointment = 担当者とのビデオ通話のご予約は{ $at }です。{ $name }様名義の公的な写真付き身分証明書をご用意ください。

mail-reminder-subject = Phone OTPの有効期限まであと{ $days }日です
mail-reminder = Phone OTPの有効期限は{ $date }です。期限前に更新すると、新しい有効期間は、現在の有効期間が終わった時点から始まります。
mail-reminder-tomorrow-subject = Phone OTPの有効期限は明日です
mail-reminder-tomorrow = Phone OTPの有効期限は{ $date }です。引き続きコードでサインインするには、今すぐ更新してください。
mail-reminder-expired-subject = Phone OTPの有効期限が切れました
mail-reminder-expired = Phone OTPの有効期限は{ $date }に切れました。更新するまでコードは送信されません。電話番号の登録は保持されています。
mail-reminder-link = 更新する

mail-email-code-subject = メールアドレスの確認
mail-email-code = このメールアドレスがご本人のものであることを確認するため、次のコードをポータルに入力してください。有効時間は{ email-code-minutes }です。
mail-email-code-label = コード
mail-email-code-not-you = お心当たりがない場合は、ほかの方がアドレスを誤って入力した可能性があります。このメールは無視し、コードを誰にも教えないでください。

mail-email-corrected-subject = メールアドレスが変更されました
mail-email-corrected = 新しいメールアドレスの確認が済み次第、アカウントに関するメールはそちらにお送りします。このアドレスには今後お送りしません。
mail-email-corrected-not-you = お心当たりがない場合は、ほかの方にパスワードを知られています。すぐにサポートにご連絡ください。

mail-password-reset-subject = パスワードの再設定
mail-password-reset = { $user } のパスワードの再設定が申請されました。リンクは{ reset-hours }以内に一度だけご利用いただけます。
mail-password-reset-link = 新しいパスワードを設定する
mail-password-reset-not-you = お心当たりがない場合は、このメールを無視してください。何も変更されていません。

mail-password-changed-subject = パスワードが変更されました
mail-password-changed = パスワードが変更され、すべてのセッションが終了しました。電話番号の登録はそのままです。
mail-password-changed-not-you = お心当たりがない場合は、すぐにサポートにご連絡ください。

mail-locked-subject = サインインがロックされました
mail-locked-codes = お客様のアカウントで、誤ったコードが続けて入力されました。
mail-locked-passwords = お客様のアカウントで、誤ったパスワードが続けて入力されました。
mail-locked-until = { $until }までは、以前にコードを入力したことのあるブラウザーからのみ、もう一度お試しいただけます。
mail-locked-for-good = もう一度サインインするには、パスワードを再設定してから、電話に届いたコードを入力してください。できない場合は、サポートにお問い合わせください。
mail-locked-not-you = お心当たりがない場合は、第三者がサインインを試みています。別のパスワードに変更してください。

## The page before its scripts run

page-description = ご自身の電話に届くコードで{ $brand }にログインできます。
page-needs-scripts = このポータルのご利用にはJavaScriptが必要です。ブラウザーでJavaScriptを有効にしてから、ページを再読み込みしてください。
page-late = 読み込みに時間がかかっています。接続に失敗したか、ページが更新中の可能性があります。ページを再読み込みしてください。
