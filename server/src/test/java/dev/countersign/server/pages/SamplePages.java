package dev.countersign.server.pages;

import dev.countersign.server.consent.Before;
import dev.countersign.server.consent.ConsentView;
import dev.countersign.server.pages.NoticeView.Link;
import dev.countersign.server.pages.NoticeView.Tone;
import dev.countersign.server.people.CredentialsView;
import dev.countersign.server.people.LoginView;
import dev.countersign.server.people.PasskeyView;
import dev.countersign.server.people.SetupView;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One view of each page, filled as in real life. */
public final class SamplePages {
    private static final Pages PAGES = new Pages(URI.create("http://localhost:8420"));
    private static final Chrome.SignedIn ADA = new Chrome.SignedIn("ada", "token");

    private SamplePages() {}

    private static Chrome open(String title, boolean narrow) {
        return PAGES.chrome(title, narrow, "c2FtcGxlLXJlcXVl");
    }

    private static Chrome ada(String title, boolean narrow) {
        return PAGES.chrome(title, narrow, "c2FtcGxlLXJlcXVl", ADA);
    }

    public static ConsentView consent(Map<String, List<String>> kept, List<Problem> problems) {
        return new ConsentView(
                ada("Approve", false),
                "/consent/q7",
                "token",
                "shown",
                new ConsentView.Opening("An agent asks to act for you", "See who asks.", Optional.empty()),
                List.of(),
                problems,
                Optional.empty(),
                new ConsentView.Claims(
                        "What the program says of itself, unproven",
                        Phrases.around("claims.local.says"),
                        "Claude Code <script>alert(1)</script>",
                        List.of(Fact.of("Its home page", "https://claude.ai"))),
                List.of(
                        new ConsentView.Finding(true, Told.of("You are signed in as ada at localhost:8420.")),
                        new ConsentView.Finding(
                                false,
                                Told.of(
                                        "Nobody vouches for this program: any program on this computer could ask under this name.")),
                        new ConsentView.Finding(
                                false,
                                Told.of("It proved no key, so Countersign cannot tell this device from another one."))),
                Optional.of(new ConsentView.Destination(
                        "127.0.0.1:53121",
                        "http://127.0.0.1:53121/callback",
                        Optional.of(
                                "The answer stays on this computer, where any running program could be waiting for it. "
                                        + "Approve only if you started this a moment ago."))),
                List.of(
                        Fact.code("Client id", "https://claude.ai/oauth/claude-code-client-metadata"),
                        Fact.of("Asks for", "read, write")),
                Fact.of("Waits until", "today 14:32 UTC"),
                "The request names no server. Tick those the agent may use.",
                List.of(
                        new ConsentView.ResourceChoice("http://localhost:8420/mcp/files", "files"),
                        new ConsentView.ResourceChoice("http://localhost:8420/mcp/github", "github")),
                List.of(),
                List.of(
                        new ConsentView.Choice("read", Told.of("Read"), Told.of("Look, list and search. 4 tools.")),
                        new ConsentView.Choice(
                                "write", Told.of("Read and write"), Told.of("Also create and change things. 6 tools.")),
                        new ConsentView.Choice(
                                "destructive",
                                Told.of("Everything"),
                                Told.of("Also delete and overwrite, which cannot be undone. 7 tools."))),
                List.of(
                        new ConsentView.ServerTools(
                                "files",
                                "4 tools: 2 read, 1 write, 1 destructive",
                                Optional.empty(),
                                true,
                                List.of(
                                        new ConsentView.ToolGroup(
                                                "read",
                                                "looks and changes nothing.",
                                                List.of(
                                                        new ConsentView.ToolChoice(
                                                                "files/read_file",
                                                                "read_file",
                                                                "by the server's own word",
                                                                "Read the complete contents of a file from the disk."),
                                                        new ConsentView.ToolChoice(
                                                                "files/list_directory",
                                                                "list_directory",
                                                                "by the server's own word",
                                                                "Get a listing of all files and directories in a path."))),
                                        new ConsentView.ToolGroup(
                                                "write",
                                                "changes things.",
                                                List.of(new ConsentView.ToolChoice(
                                                        "files/create_directory",
                                                        "create_directory",
                                                        "unclassified: the server does not say",
                                                        "Create a new directory or make sure that one exists."))),
                                        new ConsentView.ToolGroup(
                                                "destructive",
                                                "may destroy what cannot be brought back.",
                                                List.of(new ConsentView.ToolChoice(
                                                        "files/write_file",
                                                        "write_file",
                                                        "by the operator",
                                                        "Create a new file or overwrite one with new content."))))),
                        new ConsentView.ServerTools(
                                "github",
                                "31 tools: 20 read, 9 write, 2 destructive",
                                Optional.empty(),
                                false,
                                List.of())),
                List.of(
                        new ConsentView.UntilChoice("PT1H", "1 hour", Told.of("today 15:22 UTC")),
                        new ConsentView.UntilChoice("P1D", "1 day", Told.of("Sun 22 Nov, 14:22 UTC")),
                        new ConsentView.UntilChoice("P7D", "7 days", Told.of("Sat 28 Nov, 14:22 UTC")),
                        new ConsentView.UntilChoice("P30D", "30 days", Told.of("Mon 21 Dec, 14:22 UTC"))),
                "2027-03-31",
                Optional.of(new ConsentView.Delegation(
                        false,
                        "Leave this empty and the agent does all work itself. Whatever it hands on stays within what you allow here.",
                        4,
                        List.of(new ConsentView.Choice(
                                "read", Told.of("Read"), Told.of("Look, list and search; change nothing."))))),
                Optional.of(before()),
                new ConsentView.Proof(true, true, Optional.empty()),
                Optional.empty(),
                kept);
    }

    private static Before before() {
        return new Before(
                List.of(Told.of("It showed a living token of what you allowed it today 09:14 UTC.")),
                List.of(new ConsentView.Choice(
                        "gr_1",
                        Told.of("End what I allowed Fri 20 Nov, 10:02 UTC"),
                        Told.of("Read at files, until today 18:00 UTC."))),
                List.of(new Before.ServerChange(
                        "files",
                        Told.of("today 09:14 UTC"),
                        List.of(
                                new Before.ToolChange(
                                        "new", "send_file", "destructive", "Sends a file to an address.", List.of()),
                                new Before.ToolChange(
                                        "changed",
                                        "read_file",
                                        "read",
                                        "",
                                        List.of(new Before.Part(
                                                "description", "Reads a file.", "Reads a file <b>and more</b>."))),
                                new Before.ToolChange("gone", "stat", "read", "", List.of())),
                        0)));
    }

    public static LoginView login() {
        return new LoginView(
                open("Sign in", true),
                "token",
                "/consent/q7",
                "",
                Optional.of("Claude Code"),
                Optional.of("{\"challenge\":\"AAAA\",\"rpId\":\"localhost\"}"),
                Optional.empty(),
                List.of());
    }

    public static SetupView setup() {
        return new SetupView(
                open("Setup", true),
                "/setup/abc",
                "token",
                "",
                false,
                Optional.of("{\"challenge\":\"AAAA\"}"),
                Optional.empty(),
                12,
                List.of(new Problem("passphrase", "This passphrase has 8 characters; use at least 12.")));
    }

    public static CredentialsView credentials() {
        return new CredentialsView(
                ada("Settings", false),
                "token",
                true,
                Optional.of("The passkey “laptop” was added."),
                List.of(),
                List.of(new CredentialsView.PasskeyLine("k1", "laptop", Told.of("added 21 Nov 2026, used today"))),
                Optional.empty(),
                true,
                12,
                "Leave your passphrase empty to prove it with a passkey.");
    }

    public static PasskeyView passkey() {
        return new PasskeyView(
                ada("Passkey", true),
                "token",
                "k1",
                "laptop",
                Told.of("added 21 Nov 2026, used today"),
                true,
                "Leave your passphrase empty to prove it with a passkey.",
                List.of());
    }

    public static ConfirmView confirm() {
        return new ConfirmView(
                ada("Approve", true),
                "Use your passkey to approve",
                "This is what you chose. Your passkey signs exactly this.",
                List.of(),
                List.of(
                        Fact.of("Program", "Claude Code"),
                        Fact.of("Where", "files"),
                        Fact.of("May do", "read, write"),
                        Fact.of("Tools", "every tool of that access"),
                        Fact.of("Until", "Sun 22 Nov, 14:22 UTC"),
                        Fact.of("Hand on", "no")),
                "/consent/q7",
                "token",
                "get",
                "{\"challenge\":\"AAAA\"}",
                "assertion",
                List.of(),
                true,
                "/consent/q7");
    }

    public static NoticeView cancelled() {
        return new NoticeView(
                ada("Nothing was decided", true),
                Tone.PLAIN,
                "Nothing was decided",
                List.of("You cancelled, so nothing was allowed and nothing was refused. The program can ask again."),
                List.of(),
                Optional.of("127.0.0.1:53121"),
                Optional.of(new Link(
                        "http://127.0.0.1:53121/callback?error=interaction_required&state=x", "Tell the program")));
    }

    public static NoticeView error() {
        return new NoticeView(
                open("This link has expired", true),
                Tone.BAD,
                "This link has expired",
                List.of(
                        "A setup link works for 15 minutes. Run `countersign owner create` on the server for a new one."),
                List.of(),
                Optional.empty(),
                Optional.empty());
    }
}
