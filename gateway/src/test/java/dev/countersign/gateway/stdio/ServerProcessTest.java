package dev.countersign.gateway.stdio;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

@DisabledOnOs(OS.WINDOWS)
class ServerProcessTest {
    @TempDir
    Path folder;

    private ServerProcess start(String script, ServerProcess.Listener listener) throws Exception {
        ServerProcess process = ServerProcess.start(
                "s",
                new StdioSettings(
                        List.of("/bin/sh", "-c", script), Map.of(), Isolation.GRANT, 1, folder.resolve("home")));
        process.listen(listener);
        return process;
    }

    private static final ServerProcess.Listener DEAF = new ServerProcess.Listener() {
        @Override
        public void received(JsonNode message) {}

        @Override
        public void ended() {}
    };

    @Test // DESIGN Gateway: own process group, ended by closing stdin, TERM, KILL; descendants too
    void what_a_server_started_ends_with_it_even_if_it_ignores_every_signal_but_kill() throws Exception {
        Path children = folder.resolve("children");
        ServerProcess process = start(
                "trap '' TERM; (trap '' TERM; echo $$ ; while :; do sleep 1; done) & echo $! > " + children
                        + "; (sleep 600 & echo $! >> " + children + "); while :; do sleep 1; done",
                DEAF);
        long begun = System.nanoTime();
        while (!Files.exists(children) || Files.readAllLines(children).size() < 2) {
            Thread.sleep(20);
        }
        List<Long> pids =
                Files.readAllLines(children).stream().map(Long::valueOf).toList();
        assertThat(pids).allMatch(pid -> ProcessHandle.of(pid).isPresent());
        process.end();
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(15));
        for (long pid : pids) {
            for (int i = 0; i < 40 && running(pid); i++) {
                Thread.sleep(50);
            }
            assertThat(running(pid)).isFalse();
        }
        assertThat(process.alive()).isFalse();
    }

    /** A zombie that nobody in this container reaps is not running. */
    private static boolean running(long pid) throws Exception {
        Path stat = Path.of("/proc/" + pid + "/stat");
        return Files.exists(stat)
                ? !Files.readString(stat).contains(") Z ")
                : ProcessHandle.of(pid).isPresent();
    }

    @Test // MCP stdio: what is no message is dropped, and the rest is read
    void rubbish_on_the_output_does_not_disturb() throws Exception {
        CountDownLatch got = new CountDownLatch(1);
        ServerProcess process = start(
                "echo hello; echo; echo '{\"a\":1,\"a\":2}'; echo '{\"jsonrpc\":\"2.0\"}'; cat",
                new ServerProcess.Listener() {
                    @Override
                    public void received(JsonNode message) {
                        assertThat(message.path("jsonrpc").asString()).isEqualTo("2.0");
                        got.countDown();
                    }

                    @Override
                    public void ended() {}
                });
        assertThat(got.await(10, TimeUnit.SECONDS)).isTrue();
        process.end();
    }

    @Test // DESIGN Gateway: a HOME per server, for nobody else to read
    void the_home_is_made_for_the_server_alone() throws Exception {
        ServerProcess process = start("cat", DEAF);
        assertThat(Files.getPosixFilePermissions(folder.resolve("home"))).hasSize(3);
        process.end();
    }
}
