<?php
// One mail through the submission server of the settings, with STARTTLS or TLS.
declare(strict_types=1);

function sendMail(string $to, string $subject, string $body): void
{
    $host = OC::get('mail_smtphost');
    $port = OC::get('mail_smtpport');
    $from = OC::get('mail_from_address') . '@' . OC::get('mail_domain');
    $direct = OC::get('mail_smtpsecure') === 'ssl';
    $server = stream_socket_client(($direct ? 'ssl' : 'tcp') . "://$host:$port", $code, $why, 20);
    if ($server === false) {
        throw new RuntimeException("$host:$port: $why");
    }
    $expect = function (string $wanted) use ($server): void {
        do {
            $line = (string)fgets($server);
        } while (($line[3] ?? ' ') === '-');
        if (!str_starts_with($line, $wanted)) {
            throw new RuntimeException("the mail server says $line");
        }
    };
    $say = function (string $line, string $wanted) use ($server, $expect): void {
        fwrite($server, "$line\r\n");
        $expect($wanted);
    };
    $expect('220');
    $say('EHLO stand-in', '250');
    if (!$direct) {
        $say('STARTTLS', '220');
        if (!stream_socket_enable_crypto($server, true, STREAM_CRYPTO_METHOD_TLS_CLIENT)) {
            throw new RuntimeException("$host speaks no TLS");
        }
        $say('EHLO stand-in', '250');
    }
    $say('AUTH PLAIN ' . base64_encode("\0" . OC::get('mail_smtpname') . "\0" . OC::get('mail_smtppassword')), '235');
    $say("MAIL FROM:<$from>", '250');
    $say("RCPT TO:<$to>", '250');
    $say('DATA', '354');
    $say("From: $from\r\nTo: $to\r\nSubject: $subject\r\nDate: " . date('r') . "\r\n\r\n" . str_replace("\n", "\r\n", $body) . "\r\n.", '250');
    $say('QUIT', '221');
}
