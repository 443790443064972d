package dev.countersign.gateway.stdio;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A process with everything it started. Where {@code setsid} exists the process leads a group of its own, so that
 * children which outlive it, or left it, are found and ended too; elsewhere its known descendants are.
 */
final class ProcessGroup {
    private static final Path SETSID = Stream.of("/usr/bin/setsid", "/bin/setsid")
            .map(Path::of)
            .filter(Files::isExecutable)
            .findFirst()
            .orElse(Path.of(""));
    private static final Duration STDIN_CLOSED = Duration.ofMillis(1500);
    /** TERM, up to a second for the group to end, KILL. */
    private static final String END_GROUP = """
            kill -s TERM -- "-$1" 2>/dev/null || exit 0
            n=0
            while kill -s 0 -- "-$1" 2>/dev/null && [ $n -lt 10 ]; do sleep 0.1; n=$((n+1)); done
            kill -s KILL -- "-$1" 2>/dev/null
            exit 0
            """;

    private final Process process;
    private final boolean leads;

    private ProcessGroup(Process process, boolean leads) {
        this.process = process;
        this.leads = leads;
    }

    /** Starts {@code builder}'s command as the leader of a new group, where the system can. */
    static ProcessGroup start(ProcessBuilder builder) throws IOException {
        boolean leads = !SETSID.toString().isEmpty();
        if (leads) {
            List<String> command = new ArrayList<>(builder.command());
            command.addFirst(SETSID.toString());
            builder.command(command);
        }
        return new ProcessGroup(builder.start(), leads);
    }

    Process process() {
        return process;
    }

    /** Waits a moment for the process to end by itself (its input is closed), then ends it and all it started. */
    void end() {
        List<ProcessHandle> descendants = process.descendants().toList();
        boolean interrupted = false;
        try {
            process.waitFor(STDIN_CLOSED.toMillis(), TimeUnit.MILLISECONDS);
            if (leads) {
                new ProcessBuilder("/bin/sh", "-c", END_GROUP, "end", Long.toString(process.pid()))
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor(3, TimeUnit.SECONDS);
            } else if (process.isAlive()) {
                process.destroy();
                process.waitFor(1, TimeUnit.SECONDS);
            }
        } catch (IOException e) {
            process.destroy(); // no shell: the forcible end below still reaches what is known
        } catch (InterruptedException e) {
            interrupted = true;
        }
        process.destroyForcibly();
        descendants.forEach(ProcessHandle::destroyForcibly);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
