package dev.countersign.cli.service;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** macOS. A daemon that needs nobody logged in. Its key is a file that only its own user can read. */
record Launchd() implements Platform {
    private static final String LABEL = "dev.countersign";
    private static final Path PLIST = Path.of("/Library/LaunchDaemons/" + LABEL + ".plist");
    private static final Path LOG = Path.of("/usr/local/var/log/countersign.log");

    @Override
    public Place place(Path java) {
        return new Place(
                Path.of("/opt/countersign"),
                Path.of("/usr/local/etc/countersign/countersign.yaml"),
                Path.of("/usr/local/etc/countersign/countersign.key"),
                Path.of("/usr/local/var/countersign"),
                Path.of("/usr/local/bin/countersign"),
                java,
                "_countersign");
    }

    @Override
    public List<Step> install(Place place, List<Path> jars) {
        String user = place.user();
        return List.of(
                new Step.Run(
                        List.of(
                                "sh",
                                "-c",
                                "id -u " + user + " >/dev/null 2>&1 || sysadminctl -addUser " + user
                                        + " -fullName Countersign -roleAccount -UID 480 -home /var/empty -shell /usr/bin/false"),
                        "the user " + user + " could not be made; another user may have the number 480"),
                new Step.Run(List.of("sh", "-c", "launchctl bootout system/" + LABEL + " 2>/dev/null || true"), ""),
                new Step.Program(jars, place.lib()),
                new Step.Folder(Place.folder(place.config()), "rwxr-xr-x"),
                new Step.Folder(place.data(), "rwx------"),
                new Step.Folder(Place.folder(LOG), "rwxr-xr-x"),
                new Step.Write(place.config(), place.starter(), "rw-r-----", true),
                new Step.Key(place.key(), "rw-------"),
                new Step.Write(LOG, "", "rw-------", true),
                new Step.Run(
                        List.of(
                                "chown",
                                "-R",
                                user,
                                place.config().toString(),
                                place.key().toString(),
                                place.data().toString(),
                                LOG.toString()),
                        "the service could not own its files; check that the user " + user + " exists"),
                new Step.Write(place.launcher(), place.launcherScript(), "rwxr-xr-x", false),
                new Step.Write(PLIST, plist(place), "rw-r--r--", false),
                new Step.Run(
                        List.of("launchctl", "bootstrap", "system", PLIST.toString()),
                        "launchd did not take it; `launchctl print system/" + LABEL + "` may say why"));
    }

    @Override
    public List<Step> uninstall(Place place, boolean purge) {
        var steps = new ArrayList<Step>();
        steps.add(new Step.Run(List.of("launchctl", "bootout", "system/" + LABEL), ""));
        steps.add(new Step.Remove(PLIST));
        steps.add(new Step.Remove(place.launcher()));
        steps.add(new Step.Remove(place.program()));
        if (purge) {
            steps.add(new Step.Remove(place.data()));
            steps.add(new Step.Remove(Place.folder(place.config())));
            steps.add(new Step.Remove(LOG));
            steps.add(new Step.Run(List.of("sysadminctl", "-deleteUser", place.user()), ""));
        }
        return List.copyOf(steps);
    }

    @Override
    public List<String> status() {
        return List.of("launchctl", "print", "system/" + LABEL);
    }

    @Override
    public String log(Place place) {
        return LOG.toString();
    }

    private static String plist(Place place) {
        return """
                <?xml version="1.0" encoding="UTF-8"?>
                <!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
                <plist version="1.0">
                <dict>
                  <key>Label</key><string>%s</string>
                  <key>UserName</key><string>%s</string>
                  <key>ProgramArguments</key>
                  <array><string>/bin/sh</string><string>-c</string><string>exec %s</string></array>
                  <key>EnvironmentVariables</key>
                  <dict><key>COUNTERSIGN_KEY</key><string>%s</string></dict>
                  <key>WorkingDirectory</key><string>%s</string>
                  <key>Umask</key><integer>63</integer>
                  <key>RunAtLoad</key><true/>
                  <key>KeepAlive</key><dict><key>SuccessfulExit</key><false/></dict>
                  <key>ExitTimeOut</key><integer>20</integer>
                  <key>StandardOutPath</key><string>/dev/null</string>
                  <key>StandardErrorPath</key><string>%s</string>
                </dict>
                </plist>
                """.formatted(LABEL, place.user(), place.serve("'"), place.key(), place.data(), LOG);
    }
}
