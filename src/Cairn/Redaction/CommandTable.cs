using System.Collections.Frozen;

namespace Cairn.Redaction;

/// <summary>Which part of an argument is the secret.</summary>
internal enum SecretPart
{
    Whole,

    /// <summary><c>user:password</c>.</summary>
    AfterColon,

    /// <summary><c>domain/user:password@host</c>.</summary>
    AfterAccount,

    /// <summary><c>user%password</c>.</summary>
    AfterPercent,

    /// <summary><c>user,password</c>.</summary>
    AfterComma,

    /// <summary><c>user/password@database</c>.</summary>
    AfterSlash,

    /// <summary><c>name=value</c>; without the sign it is a file.</summary>
    Cookie,
}

/// <summary>An argument of a tool behind which, or in which, a secret stands.</summary>
/// <param name="Word">The option as it is spelled, or a word (<c>login</c>); empty: the tool's own name.</param>
/// <param name="Part">Which part of the value is secret.</param>
internal sealed record SecretArgument(string Word, SecretPart Part)
{
    /// <summary>The value may follow without a space: <c>-phunter2</c>.</summary>
    public bool Attached { get; init; }

    /// <summary>The value may be the next argument.</summary>
    public bool Apart { get; init; } = true;

    /// <summary>How many other arguments stand between the word and the value: <c>add_user NAME PASSWORD</c>.</summary>
    public int Skipped { get; init; }

    /// <summary>A word that must stand before it; <see langword="null"/>: none.</summary>
    public string? After { get; init; }

    /// <summary>The value is the last word of its line, of at most <see cref="Skipped"/> and one: else it is prose.</summary>
    public bool EndsLine { get; init; }

    /// <summary>The tool's name is an everyday word: a value that is a plain word is prose.</summary>
    public bool IsEveryday { get; init; }
}

/// <summary>
/// The tools whose command lines hold secrets behind options or words that do not say so themselves. An option that says so
/// (<c>--password x</c>) needs no row.
/// </summary>
internal static class CommandTable
{
    private static readonly (string Tools, SecretArgument[] Arguments)[] Rows =
    [
        ("mysql mysqldump mysqlimport mysqlcheck mysqlshow mysqlslap mariadb mariadb-dump mariadb-admin mysqlsh "
            + "mycli xtrabackup mariabackup",
            [new("-p", SecretPart.Whole) { Attached = true, Apart = false }]),
        ("mysqladmin", [new("-p", SecretPart.Whole) { Attached = true, Apart = false }, new("password", SecretPart.Whole)]),
        ("redis-cli valkey-cli keydb-cli", [Option("-a"), Option("-pass"), Word("auth")]),
        ("mongo mongosh mongodump mongorestore mongoexport mongoimport mongostat mongotop", [Attached("-p")]),
        ("sqlcmd bcp osql tsql mssql-cli", [Attached("-P")]),
        ("sqlplus sqlcl rman expdp impdp sqlldr tnsping", [new("", SecretPart.AfterSlash)]),
        ("cqlsh cypher-shell clickhouse-client hdbsql rabbitmqadmin twine hydra medusa crackmapexec netexec nxc evil-winrm psexec kcadm "
            + "kcadm.sh jboss-cli.sh expo expdp couchbase-cli cbq arangosh voltdb psexec64",
            [Option("-p")]),
        ("vsql", [Attached("-w")]),
        ("db2", [Word("using")]),
        ("curl", [.. Colon("-u --user -U --proxy-user -E --cert"), new("-b", SecretPart.Cookie) { Attached = true },
            new("--cookie", SecretPart.Cookie)]),
        ("http https httpie xh hurl ab etcdctl wget2 jenkins-cli", [.. Colon("-a --auth -A -u --user -auth")]),
        ("docker podman nerdctl helm oras crane buildah skopeo az oc minikube kubelogin", [Attached("-p") with { After = "login" },
            Attached("-p") with { After = "add" }, .. Colon("--creds --src-creds --dest-creds --credentials"),
            Option("--value") with { After = "secret" }]),
        ("aws", [Option("--value") with { After = "put-parameter" }, Option("--secret-string"), Option("--token-code")]),
        ("gh glab", [Option("-b") with { After = "secret" }, Option("--body") with { After = "secret" }]),
        ("sshpass", [Attached("-p")]),
        ("ssh-keygen", [Option("-N"), Option("-P")]),
        ("openssl", [Option("-k"), Option("-K")]),
        ("zip unzip", [Attached("-P")]),
        ("7z 7za 7zz 7zr rar unrar", [Attached("-hp") with { Apart = false }, Attached("-p") with { Apart = false }]),
        ("ldapsearch ldapadd ldapmodify ldapdelete ldapwhoami ldapcompare ldapmodrdn ldappasswd",
            [Attached("-w"), Option("-s") with { After = "-S" }]),
        ("smbclient rpcclient smbget winexe smbmap",
            [new("-U", SecretPart.AfterPercent), new("--user", SecretPart.AfterPercent), Option("-p")]),
        ("secretsdump.py psexec.py wmiexec.py smbexec.py mssqlclient.py GetUserSPNs.py getTGT.py", [new("", SecretPart.AfterAccount)]),
        ("xfreerdp wfreerdp rdesktop", [Attached("/p:") with { Apart = false }, Option("-p")]),
        ("net net.exe", [Word("user", 1) with { IsEveryday = true }, Word("use", 1) with { IsEveryday = true }]),
        ("ktpass signtool certutil", [Option("/pass"), Option("/p"), Option("-p")]),
        ("pvk2pfx", [Option("-pi"), Option("-po")]),
        ("security", [Option("-w"), Option("-p")]),
        ("useradd usermod", [Option("-p")]),
        ("mosquitto_pub mosquitto_sub mosquitto_rr ipmitool p4", [Option("-P")]),
        ("snmpwalk snmpget snmpset snmptrap snmpbulkwalk", [Option("-A"), Option("-X"), Option("-c")]),
        ("rabbitmqctl", [Word("add_user", 1), Word("change_password", 1), Word("authenticate_user", 1)]),
        ("htpasswd", [.. new[] { "-b", "-bc", "-cb", "-bB", "-Bb", "-cbB", "-bcB", "-Bbc" }.Select(o => Option(o) with { Skipped = 2 }),
            .. new[] { "-nb", "-bn", "-nbB", "-nbm", "-bnB", "-Bbn", "-nBb" }.Select(o => Option(o) with { Skipped = 1 })]),
        ("lftp", [new("-u", SecretPart.AfterComma)]),
        ("vault cargo wandb ngrok snyk huggingface-cli npm-cli-login",
            [Word("login"), Word("authtoken"), Word("add-authtoken"), Word("auth")]),
        ("b2", [Word("authorize-account", 1)]),
        ("mc", [Word("set", 3) with { After = "alias" }]),
        ("rclone", [Word("obscure")]),
        ("swift", [Option("-K")]),
        ("dotnet nuget", [Option("-k") with { After = "push" }, Option("-p") with { After = "source" }]),
        ("doctl", [Option("-t")]),
        ("codecov", [Option("-t")]),
        ("wpa_passphrase", [new("", SecretPart.Whole) { Skipped = 1 }]),
        ("dscl", [Word("-passwd", 1)]),
        ("nmcli", [Word("password")]),
        ("IDENTIFIED", [Word("BY")]),
        ("identified Identified", [Word("by") with { IsEveryday = true }]),
        ("enable", [Word("secret") with { IsEveryday = true }, Word("password") with { IsEveryday = true }]),
        ("requirepass masterauth", [new("", SecretPart.Whole)]),
        ("snmp-server", [Word("community")]),
        ("tacacs-server radius-server", [Word("key")]),
        ("key-string", [new("", SecretPart.Whole) { EndsLine = true }]),
        ("AUTH", [Word("PLAIN"), Word("LOGIN"), Word("XOAUTH2"), new("", SecretPart.Whole) { EndsLine = true, Skipped = 1 }]),
        ("PASS", [new("", SecretPart.Whole) { EndsLine = true }]),
        ("LOGIN", [new("", SecretPart.Whole) { EndsLine = true, Skipped = 1 }]),
    ];

    /// <summary>Words that set what they name: <c>configure set aws_secret_access_key x</c>, <c>ENV DB_PASSWORD x</c>.</summary>
    public static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Setters =
        Words("set put setx env arg setenv config add machine username login export");

    /// <summary>How the name of an option begins that takes no value.</summary>
    public static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Flags =
        Words("no ask prompt show hide without require skip use with generate reset print force enable disable allow save change check");

    /// <summary>What follows the name of an option, or a word of a protocol, in a sentence.</summary>
    public static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Prose = Words(
        "is was are be been to and or the a an option options flag for in with not no must has had have from on by argument "
        + "parameter instead if when cannot can could should may might requires require required without given missing failed "
        + "failure fails succeeded success successful succeeds error errors ok okay timeout denied expired invalid valid wrong "
        + "changed set unset as at of but so then that this it its will would which who why how where while until than too "
        + "rejected accepted refused disabled enabled mechanism command attempt attempts method response request phase step "
        + "check checks user users account tests all stdin deprecated supported unsupported again does do did only also via "
        + "using requested rate value values");

    private static readonly FrozenDictionary<string, SecretArgument[]>.AlternateLookup<ReadOnlySpan<char>> Tools = Rows
        .SelectMany(row => row.Tools.Split(' '), (row, tool) => (tool, row.Arguments))
        .DistinctBy(row => row.tool)
        .ToFrozenDictionary(row => row.tool, row => row.Arguments, StringComparer.Ordinal)
        .GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The names of the tools that take a secret without an option.</summary>
    public static IEnumerable<string> ToolsWithoutOptions => Rows
        .Where(row => row.Arguments.Any(argument => !argument.Word.StartsWith('-')))
        .SelectMany(row => row.Tools.Split(' '), (_, tool) => tool);

    /// <summary>What is known of a tool, by the file's name; <see langword="null"/>: nothing.</summary>
    public static SecretArgument[]? Find(ReadOnlySpan<char> word)
    {
        if (word.Length > 64)
        {
            return null;
        }

        word = word[(word.LastIndexOfAny('/', '\\') + 1)..];
        word = word.EndsWith(".exe", StringComparison.OrdinalIgnoreCase) ? word[..^4] : word;
        return Tools.TryGetValue(word, out var arguments) ? arguments : null;
    }

    private static SecretArgument Option(string option) => new(option, SecretPart.Whole);

    private static SecretArgument Attached(string option) => new(option, SecretPart.Whole) { Attached = true };

    private static SecretArgument Word(string word, int skipped = 0) => new(word, SecretPart.Whole) { Skipped = skipped };

    private static IEnumerable<SecretArgument> Colon(string options) =>
        options.Split(' ').Select(option => new SecretArgument(option, SecretPart.AfterColon) { Attached = option.Length == 2 });

    private static FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Words(string words) =>
        words.Split(' ').ToFrozenSet(StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();
}
