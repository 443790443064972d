package dev.countersign.cli.login;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Where the command runs. A browser can bring an answer back unless this is an SSH session, a container, a build machine or
 * a computer without a display; {@code BROWSER} says that it can all the same.
 */
public final class Surroundings {
    private final Map<String, String> environment;
    private final String system;
    private final Path root;

    /**
     * @param system the {@code os.name}
     * @param root of the file system
     */
    Surroundings(Map<String, String> environment, String system, Path root) {
        this.environment = environment;
        this.system = system.toLowerCase(Locale.ROOT);
        this.root = root;
    }

    /** Those of this process. */
    public static Surroundings here() {
        return new Surroundings(System.getenv(), System.getProperty("os.name", ""), Path.of("/"));
    }

    /** Why no browser can bring an answer back here; empty when one can. */
    public Optional<String> noBrowser() {
        if (has("BROWSER")) {
            return Optional.empty();
        }
        if (has("SSH_CONNECTION") || has("SSH_TTY") || has("SSH_CLIENT")) {
            return Optional.of("this is an SSH session");
        }
        if (inContainer()) {
            return Optional.of("this is a container");
        }
        if (has("CI")) {
            return Optional.of("this is a build machine (CI is set)");
        }
        boolean desktop = system.contains("mac") || system.contains("windows");
        if (!desktop && !has("DISPLAY") && !has("WAYLAND_DISPLAY") && !has("WSL_DISTRO_NAME")) {
            return Optional.of("there is no display");
        }
        if (!desktop && !onPath("xdg-open")) {
            return Optional.of("there is no program to open a browser with (xdg-open)");
        }
        return Optional.empty();
    }

    /** What opens pages here. */
    public Opener opener() {
        return new SystemOpener(environment, system);
    }

    private boolean inContainer() {
        return has("container")
                || has("KUBERNETES_SERVICE_HOST")
                || has("CODESPACES")
                || List.of(".dockerenv", "run/.containerenv").stream()
                        .anyMatch(file -> Files.exists(root.resolve(file)));
    }

    private boolean onPath(String program) {
        for (String folder : environment.getOrDefault("PATH", "").split(File.pathSeparator)) {
            if (!folder.isEmpty() && new File(folder, program).canExecute()) {
                return true;
            }
        }
        return false;
    }

    private boolean has(String name) {
        return !environment.getOrDefault(name, "").isBlank();
    }
}
