package dev.countersign.cli.login;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The browser of the desktop, or the program that {@code BROWSER} names. Its output goes nowhere. */
public final class SystemOpener implements Opener {
    private final Map<String, String> environment;
    private final String system;

    public SystemOpener(Map<String, String> environment, String system) {
        this.environment = environment;
        this.system = system.toLowerCase(Locale.ROOT);
    }

    @Override
    public boolean open(URI page) {
        List<String> command = new ArrayList<>(command());
        command.add(page.toString());
        try {
            Process process = new ProcessBuilder(command)
                    .redirectOutput(Redirect.DISCARD)
                    .redirectError(Redirect.DISCARD)
                    .start();
            process.getOutputStream().close();
            // What fails, fails at once; a browser that is started this way may stay.
            return !process.waitFor(2, TimeUnit.SECONDS) || process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private List<String> command() {
        String chosen = environment.getOrDefault("BROWSER", "");
        if (!chosen.isBlank()) {
            return List.of(chosen.split(":")[0].replace("%s", "").strip());
        }
        if (system.contains("mac")) {
            return List.of("open");
        }
        return system.contains("windows") ? List.of("rundll32", "url.dll,FileProtocolHandler") : List.of("xdg-open");
    }
}
