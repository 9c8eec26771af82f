namespace Cairn.Redaction;

/// <summary>Where a name counts.</summary>
internal enum NamePlace
{
    /// <summary>Members of JSON, JSON Pointers, and pairs in text.</summary>
    Everywhere,

    /// <summary>Only <c>name=value</c> of a query, a form or a connection string: as a member it is an everyday word.</summary>
    Assignments,

    /// <summary>Only a parameter of a link, and only the whole name.</summary>
    Links,
}

/// <summary>The end of a member's name that says secret.</summary>
/// <param name="Tail">Lower-case letters and digits, words joined: <c>apikey</c>.</param>
/// <param name="Rule">The rule; <see langword="null"/> says that a name with this end is no secret, whatever its shorter ends say.</param>
/// <param name="WholeWords">The end begins a word: <c>pin</c> is in <c>card_pin</c>, not in <c>spin</c>.</param>
internal sealed record SecretName(string Tail, MaskRule? Rule, bool WholeWords = false)
{
    public NamePlace Place { get; init; }

    /// <summary>The end is one word as it is spelled: <c>sessionid</c> is a cookie, <c>session_id</c> an id.</summary>
    public bool OneWord { get; init; }
}

/// <summary>The names Cairn knows. A name says what its last words say: <c>password_count</c> is a count.</summary>
internal static class SecretNames
{
    public static IEnumerable<SecretName> All =>
    [
        .. Ends(MaskRules.Password, "password passwords passwd passcode"),
        .. Ends(
            MaskRules.Password,
            "dbpass databasepass smtppass userpass loginpass adminpass rootpass mysqlpass pgpass redispass mailpass emailpass ftppass "
            + "sshpass proxypass authpass accountpass keypass storepass"),
        .. Words(MaskRules.Password, "pwd pw userpwd dbpwd requirepass masterauth"),
        .. Words(MaskRules.Pass, "pass"),
        .. Words(
            null,
            "boardingpass seasonpass daypass daypasses guestpass skipass buspass trainpass travelpass hallpass eventpass ticketpass "
            + "gatepass visitorpass conferencepass festivalpass healthpass lowpass highpass bandpass allpass testpass firstpass secondpass "
            + "dryrunpass renderpass buildpass compilerpass mountainpass entrypass parkingpass museumpass weekpass monthpass"),
        .. Ends(MaskRules.Passphrase, "passphrase seedphrase recoveryphrase secretphrase mnemonicphrase seedwords walletseed"),
        .. Words(MaskRules.Passphrase, "mnemonic"),
        .. Ends(
            MaskRules.Secret,
            "secret secrets secretkey secretaccesskey signingkey encryptionkey masterkey sharedkey sharedaccesskey storagekey accountkey "
            + "recoverycode recoverycodes backupcode backupcodes securityanswer presharedkey hmackey wpakey wifikey sasurl sasuri "
            + "sharedaccesssignature serviceaccountkey serviceaccountjson unlockcode webhookkey deploykey"),
        .. Words(MaskRules.Secret, "psk wpapsk keytab"),
        .. Ends(MaskRules.Token, "token jwt csrf xsrf"),
        .. Ends(MaskRules.Tokens, "tokens"),
        .. Words(MaskRules.Token, "bearer"),
        .. Ends(MaskRules.Assertion, "samlresponse samlassertion samlart clientassertion wresult"),
        .. Words(MaskRules.Auth, "auth"),
        .. Ends(MaskRules.Token, "tokenhint codeverifier devicecode"),
        .. Ends(null, "cancellationtoken continuationtoken pagetoken"),
        .. Ends(MaskRules.ApiKey, "apikey apikeys accesskey subscriptionkey functionskey authkey appkey applicationkey"),
        .. Ends(MaskRules.Authorization, "authorization"),
        .. Ends(
            MaskRules.Cookie,
            "cookie cookies jsessionid phpsessid connectsid aspnetsessionid aspnetcoresession aspxauth laravelsession cisession "
            + "identityapplication identityexternal moodlesession sapisid 1psid 3psid cfclearance remembertoken"),
        .. Words(MaskRules.Session, "session sid sess rememberme liat").Select(name => name with { Place = NamePlace.Assignments }),
        .. Ends(MaskRules.Session, "sessionid").Select(name => name with { Place = NamePlace.Assignments, OneWord = true }),
        .. Ends(MaskRules.PrivateKey, "privatekey privatekeys privkey privatekeypem"),
        .. Ends(MaskRules.Credentials, "credential credentials"),
        .. Words(MaskRules.Credentials, "creds cred kubeconfig htpasswd"),
        .. Ends(MaskRules.ConnectionString, "connectionstring connectionstrings connstring connstr connectionstr"),
        .. Words(MaskRules.ConnectionString, "dsn"),
        .. Ends(MaskRules.Card, "cardnumber cardnumbers cardno creditcard debitcard ccnumber ccnum primaryaccountnumber"),
        .. Words(MaskRules.Card, "pan trackdata magstripe"),
        .. Ends(MaskRules.CardCode, "securitycode cardverification cardverificationcode"),
        .. Words(MaskRules.CardCode, "cvv cvc cvn"),
        .. Words(MaskRules.Pin, "pin pinnumber puk"),
        .. Words(MaskRules.OneTimeCode, "otp totp otpcode totpcode"),
        .. Ends(
            MaskRules.OneTimeCode,
            "onetimecode verificationcode mfacode 2facode authcode authorizationcode twofactorcode smscode emailcode logincode resetcode "
            + "oobcode verifycode confirmationcode magiclink onetimepass"),
        .. Words(MaskRules.OneTimeCode, "otc"),
        .. Words(MaskRules.LinkCode, "code oob").Select(name => name with { Place = NamePlace.Links }),
        .. Words(MaskRules.LinkToken, "key ticket auth hash magic link invite nonce confirmation verify reset")
            .Select(name => name with { Place = NamePlace.Links }),
        .. Words(MaskRules.SocialSecurity, "ssn"),
        .. Ends(MaskRules.SocialSecurity, "socialsecuritynumber"),
        .. Words(MaskRules.Content, "message content prompt completion body"),
        .. Words(MaskRules.Contents, "messages contents prompts completions bodies"),
        .. Words(
            null, "errormessage statusmessage commitmessage logmessage exceptionmessage warningmessage validationmessage failuremessage"),
        .. Words(MaskRules.Signature, "sig signature").Select(name => name with { Place = NamePlace.Assignments }),
    ];

    /// <summary>Words behind a secret's name that leave it one: <c>password_hash</c>, <c>token_value</c>.</summary>
    public static readonly string[] Trailing =
    [
        "value", "values", "text", "raw", "plain", "plaintext", "html", "data", "string", "new", "old", "current", "previous",
        .. NotOfContent,
    ];

    /// <summary>Those that say something harmless about content: <c>content_hash</c> is what an audit log should hold.</summary>
    public static IEnumerable<string> NotOfContent =>
        [
            "hash", "hashed", "encrypted", "encoded", "confirmation", "confirm", "again", "repeat", "repeated", "header", "base", "hex",
            "salt", "sha", "md"
        ];

    private static IEnumerable<SecretName> Ends(MaskRule? rule, string tails) =>
        tails.Split(' ').Select(tail => new SecretName(tail, rule));

    private static IEnumerable<SecretName> Words(MaskRule? rule, string tails) =>
        tails.Split(' ').Select(tail => new SecretName(tail, rule, WholeWords: true));
}
