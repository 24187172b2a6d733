"""A relay that takes mail by SMTP, for partitions whose AWS has no SES.

There a system hands its mails to a server of its owner's, whose certificate it checks and which wants to know who it
is. This is such a server: on 127.0.0.1, with STARTTLS and a login. What it accepts is delivered to the mailbox of the
embedded AWS, beside what SES sent. Functions trust its certificate because they are told to by SSL_CERT_FILE.
"""
