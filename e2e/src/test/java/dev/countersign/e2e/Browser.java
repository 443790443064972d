package dev.countersign.e2e;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.virtualauthenticator.VirtualAuthenticatorOptions;

/** A real Chromium with a platform authenticator whose owner is always there and always verified. */
final class Browser implements AutoCloseable {
    private static final Path SCREENSHOTS = Path.of("target", "screenshots");

    private final Path profile;
    private final ChromeDriver driver;

    /**
     * @param arguments more arguments for Chromium
     */
    Browser(String... arguments) {
        try {
            profile = Files.createTempDirectory("chromium");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        ChromeOptions options = new ChromeOptions();
        options.setBinary(program("chromium"));
        options.addArguments(
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--hide-scrollbars",
                "--user-data-dir=" + profile);
        options.addArguments(arguments);
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(program("chromedriver"))
                .usingAnyFreePort()
                .withSilent(true)
                .build();
        driver = new ChromeDriver(service, options);
        driver.manage().timeouts().implicitlyWait(Duration.ofSeconds(5)).pageLoadTimeout(Duration.ofSeconds(60));
        driver.addVirtualAuthenticator(new VirtualAuthenticatorOptions()
                .setProtocol(VirtualAuthenticatorOptions.Protocol.CTAP2)
                .setTransport(VirtualAuthenticatorOptions.Transport.INTERNAL)
                .setHasResidentKey(true)
                .setHasUserVerification(true)
                .setIsUserVerified(true)
                .setIsUserConsenting(true));
    }

    ChromeDriver driver() {
        return driver;
    }

    /** Takes pictures of this page as a desktop and as a phone show it, light and dark. */
    void picture(String name) {
        Dimension before = driver.manage().window().getSize();
        for (String scheme : List.of("light", "dark")) {
            prefer(scheme);
            driver.manage().window().setSize(new Dimension(1200, 900));
            picture(name, "desktop-" + scheme);
        }
        prefer("light");
        driver.manage().window().setSize(new Dimension(500, 900));
        picture(name, "phone");
        driver.manage().window().setSize(before);
    }

    private void picture(String name, String kind) {
        Map<String, Object> shot =
                driver.executeCdpCommand("Page.captureScreenshot", Map.of("captureBeyondViewport", true));
        try {
            Files.createDirectories(SCREENSHOTS);
            Files.write(
                    SCREENSHOTS.resolve(name + "-" + kind + ".png"),
                    java.util.Base64.getDecoder()
                            .decode(Objects.requireNonNull(shot.get("data")).toString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void prefer(String scheme) {
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
    }

    /** Fails when axe finds anything wrong with this page. */
    void assertAccessible() {
        try {
            driver.executeScript(Files.readString(Node.module("axe-core").resolve("axe.min.js")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Object found = driver.executeAsyncScript("""
                const done = arguments[arguments.length - 1];
                axe.run().then(r => done(r.violations.map(v => v.id + ": " + v.help + " " + v.nodes.map(n => n.target).join(" | "))));
                """);
        if (!(found instanceof List<?> violations) || !violations.isEmpty()) {
            throw new AssertionError("axe on " + driver.getCurrentUrl() + ": " + found);
        }
    }

    @Override
    public void close() {
        driver.quit();
        RunningServer.remove(profile);
    }

    private static File program(String name) {
        for (String folder :
                Objects.requireNonNullElse(System.getenv("PATH"), "").split(File.pathSeparator)) {
            File file = new File(folder, name);
            if (file.canExecute()) {
                return file;
            }
        }
        throw new IllegalStateException(
                name + " is not on the PATH; install it (Debian: apt-get install chromium chromium-driver)");
    }

    /** Keeps a picture for the documentation. */
    static void publish(String picture, Path target) {
        try {
            Files.createDirectories(Objects.requireNonNull(target.getParent()));
            Files.copy(SCREENSHOTS.resolve(picture), target, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
