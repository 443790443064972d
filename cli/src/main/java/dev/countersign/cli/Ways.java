package dev.countersign.cli;

import dev.countersign.cli.login.Way;
import picocli.CommandLine.Option;

/** How a human is asked: one of two, or whatever fits. */
final class Ways {
    @Option(names = "--browser", description = "Use a browser on this computer.")
    private boolean browser;

    @Option(names = "--device", description = "Use a code that is typed on any device.")
    private boolean device;

    Way way() {
        if (browser && device) {
            throw new UsageException("--browser and --device exclude each other; give one of them, or none");
        }
        if (browser) {
            return Way.BROWSER;
        }
        return device ? Way.DEVICE : Way.AUTO;
    }
}
