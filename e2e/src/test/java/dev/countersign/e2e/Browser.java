package dev.countersign.e2e;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.virtualauthenticator.VirtualAuthenticator;
import org.openqa.selenium.virtualauthenticator.VirtualAuthenticatorOptions;

/** A real Chromium with a platform authenticator whose owner is always there and always verified. */
final class Browser implements AutoCloseable {
    private static final Path SCREENSHOTS = Path.of("target", "screenshots");

    private final Path profile;
    private final ChromeDriver driver;
    private final VirtualAuthenticator authenticator;

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
                "--window-size=1200,900",
                "--user-data-dir=" + profile);
        options.addArguments(arguments);
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(program("chromedriver"))
                .usingAnyFreePort()
                .withSilent(true)
                .build();
        driver = new ChromeDriver(service, options);
        driver.manage().timeouts().implicitlyWait(Duration.ofSeconds(5)).pageLoadTimeout(Duration.ofSeconds(60));
        authenticator = driver.addVirtualAuthenticator(new VirtualAuthenticatorOptions()
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

    /** Becomes a phone of 360 pixels, or a desktop again. */
    void isPhone(boolean phone) {
        if (phone) {
            see(Look.ALL.get(2), Look.ALL.get(2).height());
        } else {
            driver.executeCdpCommand("Emulation.clearDeviceMetricsOverride", Map.of());
            driver.executeCdpCommand("Emulation.setEmulatedMedia", Map.of("features", List.of()));
        }
    }

    /** A way to look at a page. */
    private record Look(String name, int width, int height, boolean phone, String scheme) {
        static final List<Look> ALL = List.of(
                new Look("desktop-light", 1200, 900, false, "light"),
                new Look("desktop-dark", 1200, 900, false, "dark"),
                new Look("phone-light", 360, 740, true, "light"),
                new Look("phone-dark", 360, 740, true, "dark"));
    }

    /**
     * Looks at this page on a desktop and on a phone, in light and in dark: takes a picture of each whole page, and fails
     * when axe finds anything wrong or the page is wider than the screen.
     */
    void inspect(String name) {
        try {
            for (Look look : Look.ALL) {
                see(look, look.height());
                see(look, Math.max(look.height(), number("return document.documentElement.scrollHeight")));
                picture(name + "-" + look.name());
                if (number("return document.documentElement.scrollWidth") > look.width()) {
                    throw new AssertionError(name + " is wider than " + look.width() + " pixels");
                }
                assertAccessible(name + ", " + look.name());
            }
        } finally {
            isPhone(false);
        }
    }

    private void see(Look look, int height) {
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of(
                        "features",
                        List.of(
                                Map.of("name", "prefers-color-scheme", "value", look.scheme()),
                                Map.of("name", "prefers-reduced-motion", "value", "reduce"))));
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of(
                        "width",
                        look.width(),
                        "height",
                        height,
                        "deviceScaleFactor",
                        look.phone() ? 2 : 1,
                        "mobile",
                        look.phone()));
    }

    private int number(String script) {
        return ((Number) Objects.requireNonNull(driver.executeScript(script))).intValue();
    }

    private void picture(String file) {
        Map<String, Object> shot = driver.executeCdpCommand("Page.captureScreenshot", Map.of());
        try {
            Files.createDirectories(SCREENSHOTS);
            Files.write(
                    SCREENSHOTS.resolve(file + ".png"),
                    Base64.getDecoder()
                            .decode(Objects.requireNonNull(shot.get("data")).toString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void assertAccessible(String what) {
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
            throw new AssertionError("axe on " + what + ": " + found);
        }
    }

    /** Whether the authenticator's owner lets herself be verified. */
    void verifiesUser(boolean verified) {
        authenticator.setUserVerified(verified);
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
