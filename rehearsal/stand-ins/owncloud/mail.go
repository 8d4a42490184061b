package main

import (
	"fmt"
	"net"
	"net/smtp"
	"time"
)

// sendReset mails somebody a link by which they choose a password.
func sendReset(s *store, user string) error {
	to, err := s.one(`SELECT email FROM oc_accounts WHERE user_id = $1`, user)
	if err != nil {
		return err
	}
	if to == "" {
		return refuse("Email address is not set for the user %s", user)
	}
	token := random(10)
	link := s.cfg.text("overwrite.cli.url") + "/index.php/lostpassword/reset/form/" + token + "/" + user
	if err := send(s.cfg, to, "ownCloud password reset", "Use the following link to reset your password: "+link); err != nil {
		return refuse("Can't send new user mail to %s: %v", to, err)
	}
	if _, err := s.Exec(`INSERT INTO oc_preferences VALUES ($1, 'owncloud', 'lostpassword', $2)
		ON CONFLICT (userid, appid, configkey) DO UPDATE SET configvalue = $2`, user, token); err != nil {
		return err
	}
	fmt.Println("The password reset link is:", link)
	return nil
}

// send is for ports with STARTTLS; net/smtp insists on it before it says a password.
func send(cfg config, to, subject, text string) error {
	if cfg.text("mail_smtpmode") != "smtp" {
		return fmt.Errorf("no mail server is set")
	}
	host := cfg.text("mail_smtphost")
	from := cfg.text("mail_from_address") + "@" + cfg.text("mail_domain")
	message := fmt.Sprintf("From: ownCloud <%s>\r\nTo: <%s>\r\nSubject: %s\r\nDate: %s\r\nMessage-ID: <%s@%s>\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n%s\r\n",
		from, to, subject, time.Now().Format(time.RFC1123Z), random(12), cfg.text("mail_domain"), text)
	return smtp.SendMail(net.JoinHostPort(host, cfg.text("mail_smtpport")), smtp.PlainAuth("", cfg.text("mail_smtpname"), cfg.text("mail_smtppassword"), host),
		from, []string{to}, []byte(message))
}
