package dev.countersign.cli;

import dev.countersign.server.Countersign;
import dev.countersign.server.config.Config;
import java.io.PrintStream;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs the server until it is told to stop. */
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        description = "Start the server (this is what happens without a command).")
final class Serve implements Callable<Integer> {
    @Mixin
    private Site site = new Site();

    @Option(
            names = "--port",
            paramLabel = "N",
            description = "The port to listen on; without a configuration file also the issuer's.")
    private @Nullable Integer port;

    @Override
    public Integer call() throws InterruptedException {
        Config config = site.read(port);
        Countersign running = Countersign.start(config, site.folder(), System.getenv());
        CountDownLatch stopped = new CountDownLatch(1);
        // The JVM ends with 143 or 130 after a signal; a clean stop is a success, so the hook itself ends it with 0.
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("stop").unstarted(() -> {
            int code = stop(running);
            stopped.countDown();
            System.out.flush();
            Runtime.getRuntime().halt(code);
        }));
        welcome(config, running, System.out);
        stopped.await();
        return 0;
    }

    private static int stop(Countersign running) {
        try {
            running.close();
            return 0;
        } catch (RuntimeException failed) {
            System.err.println("stopping failed: " + failed.getMessage());
            return 1;
        }
    }

    private static void welcome(Config config, Countersign running, PrintStream out) {
        running.setupLink()
                .ifPresent(
                        link -> out.println("Set up the first owner (this link works once, for 15 minutes): " + link));
        config.servers().keySet().forEach(name -> out.println("MCP URL: " + config.issuer() + "/mcp/" + name));
        out.println("ready at " + config.issuer());
        out.flush();
    }
}
