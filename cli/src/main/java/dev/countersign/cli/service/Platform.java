package dev.countersign.cli.service;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** How an operating system keeps a program running. */
sealed interface Platform permits Systemd, Launchd, TaskScheduler {
    /** The usual places, run by {@code java}. */
    Place place(Path java);

    /** All it takes to install the program's {@code jars}, or to bring an installation up to date. */
    List<Step> install(Place place, List<Path> jars);

    /** All it takes to remove it; the data, the configuration and the key only with {@code purge}. */
    List<Step> uninstall(Place place, boolean purge);

    /** Asks the platform about the service. */
    List<String> status();

    /** Where its log is. */
    String log(Place place);

    /** The one of this machine. */
    static Platform here() {
        String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        if (system.startsWith("windows")) {
            return new TaskScheduler();
        }
        return system.startsWith("mac") ? new Launchd() : new Systemd();
    }
}
