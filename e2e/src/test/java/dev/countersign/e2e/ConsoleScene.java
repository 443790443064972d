package dev.countersign.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;

/** The owner {@code ada}, signed in, looking at the console of a running server. */
record ConsoleScene(Scene scene) implements AutoCloseable {
    /** With the example notes and everything by default. */
    static ConsoleScene plain() {
        return of(null);
    }

    /**
     * @param config as for {@link RunningServer#configured}
     */
    static ConsoleScene of(@Nullable String config) {
        return new ConsoleScene(Scene.of(config));
    }

    Human human() {
        return scene.human();
    }

    RunningServer server() {
        return scene.server();
    }

    void opens(String path) {
        human().opens(scene.page(path));
    }

    /** Clicks in the middle of the screen, away from the bar at its edge. */
    void clicks(By what) {
        WebElement found = human().one(what);
        human().browser().driver().executeScript("arguments[0].scrollIntoView({block: 'center'})", found);
        found.click();
    }

    /**
     * Opens a page and holds it to what every page of the console is held to: axe finds nothing, nothing is wider than the
     * screen, on a desktop and on a phone, in light and in dark; and without scripts it says the same, its times in UTC.
     */
    void inspects(String path, String name) {
        opens(path);
        assertThat(human().status()).as(path).isEqualTo(200);
        assertThat(human().count("nav.ways a[href='/stop']"))
                .as("a way to stop, on " + path)
                .isEqualTo(1);
        human().browser().inspect(name);
        String heading = heading();
        human().allowsScripts(false);
        try {
            opens(path);
            assertThat(heading()).as("without scripts").isEqualTo(heading);
            assertThat(human().browser().driver().findElements(By.cssSelector("main time")).stream()
                            .map(time -> String.valueOf(time.getDomProperty("textContent"))))
                    .as("times without scripts, on " + path)
                    .allMatch(text -> text.endsWith("UTC"));
        } finally {
            human().allowsScripts(true);
        }
        opens(path);
    }

    /** The same, and keeps one of its pictures for the documentation. */
    void shows(String path, String name) {
        inspects(path, name);
        if ("write".equals(System.getProperty("countersign.docs"))) {
            Browser.publish(name + "-desktop-light.png", Path.of("..", "docs", "images", name + ".png"));
        }
    }

    private String heading() {
        return human().one(By.tagName("h1")).getText();
    }

    @Override
    public void close() {
        scene.close();
    }
}
