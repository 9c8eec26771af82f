namespace Cairn.Redaction;

/// <summary>Where a name counts.</summary>
internal enum NamePlace
{
    /// <summary>Members of JSON, JSON Pointers, and pairs in text.</summary>
    Everywhere,

    /// <summary>Only <c>name=value</c> of a query, a form or a connection string: as a member it is an everyday word.</summary>
    Assignments,
}

/// <summary>The end of a member's name that says secret.</summary>
/// <param name="Tail">Lower-case letters and digits, words joined: <c>apikey</c>.</param>
/// <param name="Rule">The rule; <see langword="null"/> says that a name with this end is no secret, whatever its shorter ends say.</param>
/// <param name="WholeWords">The end begins a word: <c>pin</c> is in <c>card_pin</c>, not in <c>spin</c>.</param>
internal sealed record SecretName(string Tail, MaskRule? Rule, bool WholeWords = false)
{
    public NamePlace Place { get; init; }
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
        .. Words(MaskRules.Password, "pwd pw userpwd dbpwd"),
        .. Ends(MaskRules.Passphrase, "passphrase seedphrase"),
        .. Words(MaskRules.Passphrase, "mnemonic"),
        .. Ends(
            MaskRules.Secret,
            "secret secrets secretkey secretaccesskey signingkey encryptionkey masterkey sharedkey sharedaccesskey storagekey accountkey "
            + "recoverycode recoverycodes backupcode backupcodes securityanswer"),
        .. Ends(MaskRules.Token, "token jwt csrf xsrf"),
        .. Ends(MaskRules.Tokens, "tokens"),
        .. Ends(null, "cancellationtoken continuationtoken pagetoken"),
        .. Ends(MaskRules.ApiKey, "apikey apikeys accesskey subscriptionkey functionskey authkey appkey applicationkey"),
        .. Ends(MaskRules.Authorization, "authorization"),
        .. Ends(MaskRules.Cookie, "cookie cookies jsessionid phpsessid connectsid"),
        .. Ends(MaskRules.PrivateKey, "privatekey privatekeys privkey"),
        .. Ends(MaskRules.Credentials, "credential credentials"),
        .. Words(MaskRules.Credentials, "creds cred"),
        .. Ends(MaskRules.ConnectionString, "connectionstring connectionstrings connstring connstr connectionstr"),
        .. Words(MaskRules.ConnectionString, "dsn"),
        .. Ends(MaskRules.Card, "cardnumber cardnumbers cardno creditcard debitcard ccnumber ccnum primaryaccountnumber"),
        .. Words(MaskRules.Card, "pan"),
        .. Ends(MaskRules.CardCode, "securitycode cardverification cardverificationcode"),
        .. Words(MaskRules.CardCode, "cvv cvc cvn"),
        .. Words(MaskRules.Pin, "pin pinnumber"),
        .. Words(MaskRules.OneTimeCode, "otp totp otpcode totpcode"),
        .. Ends(MaskRules.OneTimeCode, "onetimecode verificationcode mfacode 2facode authcode authorizationcode"),
        .. Words(MaskRules.SocialSecurity, "ssn"),
        .. Ends(MaskRules.SocialSecurity, "socialsecuritynumber"),
        .. Words(MaskRules.Content, "message content prompt completion body"),
        .. Words(MaskRules.Contents, "messages contents prompts completions bodies"),
        .. Words(
            null, "errormessage statusmessage commitmessage logmessage exceptionmessage warningmessage validationmessage failuremessage"),
        .. Words(MaskRules.Signature, "sig signature").Select(name => name with { Place = NamePlace.Assignments }),
        .. Words(MaskRules.Password, "pass").Select(name => name with { Place = NamePlace.Assignments }),
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
