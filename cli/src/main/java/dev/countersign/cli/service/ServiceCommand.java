package dev.countersign.cli.service;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Countersign as a service: its own user, its own log, started with the machine and after a failure. */
@Command(
        name = "service",
        mixinStandardHelpOptions = true,
        description = "Run Countersign as a service of this machine (systemd, launchd, Windows tasks).",
        synopsisSubcommandLabel = "(install | status | uninstall)")
public final class ServiceCommand implements java.util.concurrent.Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    private final Platform platform;

    public ServiceCommand() {
        this(Platform.here());
    }

    ServiceCommand(Platform platform) {
        this.platform = platform;
    }

    @Override
    public Integer call() {
        if (spec != null) {
            spec.commandLine().usage(spec.commandLine().getErr());
        }
        return CommandLine.ExitCode.USAGE;
    }

    @Command(
            name = "install",
            mixinStandardHelpOptions = true,
            description = {
                "Install the service and start it; run it again to bring it up to date.",
                "It gets a user of its own, a configuration to edit and a master key apart from the data."
            })
    int install(
            @Option(names = "--dry-run", description = "Only print what would be done.") boolean dry,
            @Option(
                            names = "--root",
                            paramLabel = "DIR",
                            description = "Write below this folder and run nothing, to make a package.")
                    @Nullable
                    Path root,
            @Option(
                            names = "--java",
                            paramLabel = "DIR",
                            description = "The JDK 25 that runs it; the one in use now unless given.")
                    @Nullable
                    Path home) {
        Place place = platform.place(java(home));
        List<Step> plan = platform.install(place, program());
        if (dry) {
            plan.forEach(step -> out("  " + step.told()));
            plan.forEach(this::contents);
            return CommandLine.ExitCode.OK;
        }
        new Installer(root == null ? Path.of("/") : root, root == null, System.out).carryOut(plan);
        out("");
        out("installed. Configuration: " + place.config() + "   Data: " + place.data());
        out("Log: " + platform.log(place));
        out("Next: `" + place.launcher().getFileName()
                + " owner setup` prints the link with which you set up your account.");
        return CommandLine.ExitCode.OK;
    }

    @Command(name = "status", mixinStandardHelpOptions = true, description = "Ask the platform how the service does.")
    int status() {
        Installer.Asked answer = Installer.ask(platform.status());
        out(answer.text().strip());
        out("Log: " + platform.log(platform.place(java(null))));
        return answer.code() == 0 ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }

    @Command(
            name = "uninstall",
            mixinStandardHelpOptions = true,
            description = "Stop the service and remove it. Data, configuration and key stay.")
    int uninstall(
            @Option(names = "--purge", description = "Remove data, configuration and master key, too, for good.")
                    boolean purge,
            @Option(names = "--dry-run", description = "Only print what would be done.") boolean dry) {
        List<Step> plan = platform.uninstall(platform.place(java(null)), purge);
        if (dry) {
            plan.forEach(step -> out("  " + step.told()));
        } else {
            new Installer(Path.of("/"), true, System.out).carryOut(plan);
            out("removed" + (purge ? "" : "; the data, the configuration and the key are still there"));
        }
        return CommandLine.ExitCode.OK;
    }

    private void contents(Step step) {
        if (step instanceof Step.Write(Path file, String text, String mode, boolean keep)) {
            out("");
            out("# " + file);
            out(text.strip());
        }
    }

    /** The service's user must be able to run it: a JDK in somebody's home will not do. */
    private static Path java(@Nullable Path given) {
        Path home = given == null ? Path.of(System.getProperty("java.home")) : given.toAbsolutePath();
        Path java = home.resolve("bin").resolve(File.separatorChar == '\\' ? "java.exe" : "java");
        if (!Files.isExecutable(java)) {
            throw new InstallFailed(java + " is no Java; give the folder of a JDK 25 with --java");
        }
        if (Stream.of("/home", "/root", "/Users").anyMatch(home::startsWith)) {
            throw new InstallFailed(
                    "the JDK in " + home
                            + " is in a person's home, where the service's user cannot go; install one for all, or name one with --java");
        }
        return java;
    }

    private static List<Path> program() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of)
                .filter(file -> file.toString().endsWith(".jar"))
                .toList();
    }

    private static void out(String line) {
        System.out.println(line);
    }
}
