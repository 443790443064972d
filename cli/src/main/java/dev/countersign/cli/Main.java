package dev.countersign.cli;

import dev.countersign.cli.service.InstallFailed;
import dev.countersign.cli.service.ServiceCommand;
import dev.countersign.server.config.ConfigException;
import dev.countersign.server.host.HostRefusal;
import dev.countersign.server.operations.StartException;
import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Stream;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line. Exit codes: 0 done, 1 refused or failed, 2 usage, 3 timed out, 4 denied. */
@Command(
        name = "countersign",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "OAuth 2.1 authorization server and MCP gateway for AI agents. Without a command it serves.",
        subcommands = {
            Serve.class,
            LoginCommand.class,
            LogoutCommand.class,
            ConnectCommand.class,
            OwnerCommand.class,
            GrantsCommand.class,
            DevicesCommand.class,
            PatCommand.class,
            AuditCommand.class,
            KeysCommand.class,
            WhyCommand.class,
            DoctorCommand.class,
            BackupCommand.class,
            RestoreCommand.class,
            ServiceCommand.class,
            Rehearse.class,
            AutoComplete.GenerateCompletion.class
        })
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        speakUtf8();
        int code = commandLine().execute(withCommand(arguments));
        System.out.flush();
        System.exit(code);
    }

    /** A file or another program gets UTF-8 in every locale, as receipts and JSON are; a terminal gets what it asked for. */
    private static void speakUtf8() {
        Console console = System.console();
        if (console != null && console.isTerminal()) return;
        System.setOut(new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8));
    }

    /** Options without a command belong to {@code serve}. */
    private static String[] withCommand(String[] arguments) {
        Set<String> own = Set.of("-h", "--help", "-V", "--version");
        boolean serve = arguments.length == 0 || arguments[0].startsWith("-") && !own.contains(arguments[0]);
        return serve
                ? Stream.concat(Stream.of("serve"), Arrays.stream(arguments)).toArray(String[]::new)
                : arguments;
    }

    static CommandLine commandLine() {
        return new CommandLine(new Main())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((thrown, command, parsed) -> {
                    command.getErr().println(remedy(thrown));
                    return thrown instanceof UsageException
                            ? CommandLine.ExitCode.USAGE
                            : CommandLine.ExitCode.SOFTWARE;
                });
    }

    private static String remedy(Exception thrown) {
        return switch (thrown) {
            case ConfigException configuration -> String.valueOf(configuration.getMessage());
            case StartException start -> String.valueOf(start.getMessage());
            case UsageException usage -> String.valueOf(usage.getMessage());
            case InstallFailed install -> String.valueOf(install.getMessage());
            case HostRefusal refusal -> String.valueOf(refusal.getMessage());
            case UncheckedIOException files -> files.getMessage() + " (" + files.getCause() + ")";
            default -> "failed: " + thrown;
        };
    }
}
