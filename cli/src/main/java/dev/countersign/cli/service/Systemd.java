package dev.countersign.cli.service;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Linux. The key comes as a systemd credential: root's file, shown to the service alone and never in its environment. */
record Systemd() implements Platform {
    private static final Path UNIT = Path.of("/etc/systemd/system/countersign.service");
    private static final Path SECRETS = Path.of("/etc/countersign/environment");
    private static final String BY_HAND =
            "systemd did not take it; on a machine without systemd start the printed command by other means";

    @Override
    public Place place(Path java) {
        return new Place(
                Path.of("/opt/countersign"),
                Path.of("/etc/countersign/countersign.yaml"),
                Path.of("/etc/countersign/countersign.key"),
                Path.of("/var/lib/countersign"),
                Path.of("/usr/local/bin/countersign"),
                java,
                "countersign");
    }

    @Override
    public List<Step> install(Place place, List<Path> jars) {
        return List.of(
                new Step.Run(
                        List.of(
                                "sh",
                                "-c",
                                "id -u " + place.user()
                                        + " >/dev/null 2>&1 || useradd --system --user-group --home-dir " + place.data()
                                        + " --no-create-home --shell /usr/sbin/nologin " + place.user()),
                        "the user " + place.user() + " could not be made; make it with useradd --system"),
                new Step.Run(List.of("sh", "-c", "systemctl stop countersign 2>/dev/null || true"), ""),
                new Step.Program(jars, place.lib()),
                new Step.Folder(Place.folder(place.config()), "rwxr-xr-x"),
                new Step.Write(place.config(), place.starter(), "rw-r-----", true),
                new Step.Run(
                        List.of("chgrp", place.user(), place.config().toString()),
                        "the service could not read its configuration: check the group of " + place.config()),
                new Step.Write(SECRETS, "# NAME=value lines for ${NAME} in the configuration\n", "rw-------", true),
                new Step.Key(place.key(), "rw-------"),
                new Step.Write(place.launcher(), place.launcherScript(), "rwxr-xr-x", false),
                new Step.Write(UNIT, unit(place), "rw-r--r--", false),
                new Step.Run(List.of("systemctl", "daemon-reload"), BY_HAND),
                new Step.Run(List.of("systemctl", "enable", "countersign"), BY_HAND),
                new Step.Run(List.of("systemctl", "restart", "countersign"), BY_HAND));
    }

    @Override
    public List<Step> uninstall(Place place, boolean purge) {
        var steps = new ArrayList<Step>();
        steps.add(new Step.Run(List.of("systemctl", "disable", "--now", "countersign"), ""));
        steps.add(new Step.Remove(UNIT));
        steps.add(new Step.Run(List.of("systemctl", "daemon-reload"), ""));
        steps.add(new Step.Remove(place.launcher()));
        steps.add(new Step.Remove(place.program()));
        if (purge) {
            steps.add(new Step.Remove(place.data()));
            steps.add(new Step.Remove(Place.folder(place.config())));
            steps.add(new Step.Run(List.of("userdel", place.user()), ""));
        }
        return List.copyOf(steps);
    }

    @Override
    public List<String> status() {
        return List.of("systemctl", "--no-pager", "--lines=0", "status", "countersign");
    }

    @Override
    public String log(Place place) {
        return "journalctl -u countersign";
    }

    /** A name of its own in every sense: user, files, temporary folder. The JVM compiles, so memory may become code. */
    private static String unit(Place place) {
        return """
                [Unit]
                Description=Countersign, an OAuth 2.1 authorization server and MCP gateway
                After=network-online.target
                Wants=network-online.target

                [Service]
                User=%1$s
                Group=%1$s
                ExecStart=%2$s
                EnvironmentFile=-%3$s
                LoadCredential=countersign.key:%4$s
                StateDirectory=%5$s
                StateDirectoryMode=0700
                WorkingDirectory=%6$s
                StandardInput=null
                # The setup link is printed there; `countersign owner setup` prints a new one.
                StandardOutput=null
                StandardError=journal
                Restart=on-failure
                RestartSec=2
                KillMode=mixed
                TimeoutStopSec=20
                LimitNOFILE=65536
                UMask=0077
                NoNewPrivileges=yes
                CapabilityBoundingSet=
                PrivateTmp=yes
                PrivateDevices=yes
                ProtectSystem=strict
                # Guarded programs that work on somebody's home need `ProtectHome=no` and the rights of the files.
                ProtectHome=yes
                ProtectKernelTunables=yes
                ProtectKernelModules=yes
                ProtectControlGroups=yes
                RestrictSUIDSGID=yes
                RestrictRealtime=yes
                LockPersonality=yes
                SystemCallArchitectures=native

                [Install]
                WantedBy=multi-user.target
                """.formatted(
                        place.user(),
                        place.serve("\""),
                        SECRETS,
                        place.key(),
                        place.data().getFileName(),
                        place.data());
    }
}
