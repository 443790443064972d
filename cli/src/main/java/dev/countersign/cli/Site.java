package dev.countersign.cli;

import dev.countersign.server.config.Config;
import dev.countersign.server.operations.DataFolder;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which installation a command is about: the same options everywhere. */
final class Site {
    @Option(
            names = "--config",
            paramLabel = "FILE",
            defaultValue = "${env:COUNTERSIGN_CONFIG}",
            description = "The configuration file (YAML or JSON); COUNTERSIGN_CONFIG unless given.")
    @Nullable
    Path config;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = "${env:COUNTERSIGN_DATA:-data}",
            description = "The data folder; COUNTERSIGN_DATA, else data, unless given.")
    Path data = Path.of("data");

    DataFolder folder() {
        return DataFolder.at(data);
    }

    /** Reads the configuration. Without a file everything is on this computer, and an example server is guarded. */
    Config read(@Nullable Integer port) {
        Map<String, String> environment = new HashMap<>(System.getenv());
        if (port != null) {
            environment.put("COUNTERSIGN_PORT", port.toString());
        }
        if (config != null) {
            return Config.load(config, environment);
        }
        if (port != null) {
            environment.putIfAbsent("COUNTERSIGN_ISSUER", "http://localhost:" + port);
        }
        environment.putIfAbsent("COUNTERSIGN_SERVERS", Example.servers(folder()));
        return Config.standard(environment);
    }
}
