package dev.countersign.e2e;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.openqa.selenium.By;
import org.openqa.selenium.WebDriverException;
import org.openqa.selenium.WebElement;
import tools.jackson.databind.JsonNode;

/** A person at a browser, step by step. */
final class Human implements AutoCloseable {
    /** A passphrase that nobody tries first. */
    static final String PASSPHRASE = "quiet otter paints nine windows";

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Browser browser;

    /**
     * @param arguments more arguments for the browser
     */
    Human(String... arguments) {
        this.browser = new Browser(arguments);
    }

    Browser browser() {
        return browser;
    }

    void opens(URI page) {
        browser.driver().get(page.toString());
    }

    /** Becomes the owner by the setup link, with a passphrase. */
    void setsUpWithPassphrase(RunningServer server, String name) {
        opens(server.setupLink());
        types("name", name);
        types("passphrase", PASSPHRASE);
        types("again", PASSPHRASE);
        presses("with", "passphrase");
        leaves("/setup/");
    }

    /** Becomes the owner by the setup link, with a passkey. */
    void setsUpWithPasskey(RunningServer server, String name) {
        opens(server.setupLink());
        types("name", name);
        presses("with", "passkey");
        leaves("/setup/");
    }

    /** Becomes the owner by the setup link, with a passkey and a passphrase. */
    void setsUpWithBoth(RunningServer server, String name) {
        opens(server.setupLink());
        types("name", name);
        types("passphrase", PASSPHRASE);
        types("again", PASSPHRASE);
        presses("with", "passkey");
        leaves("/setup/");
    }

    /** Signs in on the sign-in page that is shown. */
    void signsIn(String name, String passphrase) {
        types("name", name);
        types("passphrase", passphrase);
        submits(By.cssSelector("form:has(#passphrase) button"));
    }

    void signsOut() {
        submits(By.cssSelector("form[action='/logout'] button"));
    }

    /** Turns the scripts of all pages off or on. */
    void allowsScripts(boolean allowed) {
        browser.driver().executeCdpCommand("Emulation.setScriptExecutionDisabled", Map.of("value", !allowed));
    }

    /** Goes back, as by the browser's button. */
    void goesBack() {
        browser.driver().navigate().back();
    }

    /** The status the shown page came with. */
    int status() {
        Object status =
                browser.driver().executeScript("return performance.getEntriesByType('navigation')[0].responseStatus");
        return ((Number) Objects.requireNonNull(status)).intValue();
    }

    /** Where the link of this page leads that looks like its one button. */
    URI onward() {
        return URI.create(Objects.requireNonNull(
                one(By.cssSelector("main a.button--main")).getAttribute("href")));
    }

    void chooses(String field, String value) {
        WebElement control = one(By.cssSelector("input[name='" + field + "'][value='" + value + "']"));
        if (!control.isSelected()) {
            control.findElement(By.xpath("ancestor::label")).click();
        }
    }

    void types(String field, String text) {
        WebElement input = one(By.cssSelector("input[name='" + field + "']:not([type=radio]):not([type=hidden])"));
        input.clear();
        input.sendKeys(text);
    }

    /** Types the code of a device on the page for it. */
    void connects(String code) {
        types("user_code", code);
        submits(By.cssSelector("form[action='/device'] button"));
    }

    /** Presses Approve, Deny or Cancel. */
    void decides(String decision) {
        presses("decision", decision);
    }

    /** Approves with the passphrase: this access, for one hour. */
    void approves(String access) {
        chooses("access", access);
        types("until", "PT1H");
        types("passphrase", PASSPHRASE);
        decides("approve");
    }

    /**
     * Is asked by the agent, approves this access, and gives what the agent got for it: the answer of the token endpoint. A
     * page that was overtaken by a change asks again, and is answered again.
     */
    JsonNode allows(Agent agent, String resource, String access) {
        opens(agent.authorizeUrl(resource));
        approves(access);
        while (address().contains("/consent/") && reads().contains("changed since the page was shown")) {
            approves(access);
        }
        return agent.tokens(agent.answer().code());
    }

    void presses(String name, String value) {
        submits(By.cssSelector("button[name='" + name + "'][value='" + value + "']"));
    }

    /** Follows the link of the page's content that says this. */
    void follows(String words) {
        submits(By.xpath("//main//a[contains(normalize-space(.), \"" + words + "\")]"));
    }

    /** Presses the first button of the form that goes to an address that ends so. */
    void sends(String action) {
        submits(By.cssSelector("form[action$='" + action + "'] button"));
    }

    /** Clicks, and waits until another page has taken this one's place: what is asked next is asked of that one. */
    private void submits(By button) {
        WebElement page = one(By.tagName("html"));
        one(button).click();
        Deadline deadline = Deadline.in(Duration.ofSeconds(10));
        while (shown(page) && !deadline.passed()) {
            deadline.nap();
        }
    }

    private static boolean shown(WebElement page) {
        try {
            return page.isEnabled();
        } catch (WebDriverException gone) {
            return false;
        }
    }

    /** Waits until the page's address has this part. */
    void arrives(String part) {
        Deadline.await(
                "an address with " + part,
                PATIENCE,
                () -> Optional.of(address()).filter(now -> now.contains(part)));
    }

    void leaves(String part) {
        Deadline.await(
                "an address without " + part,
                PATIENCE,
                () -> Optional.of(address()).filter(now -> !now.contains(part)));
    }

    /** What the page says, as a person reads it. */
    String reads() {
        return Deadline.await("a page that stays", PATIENCE, () -> {
            try {
                return Optional.of(one(By.tagName("body")).getText());
            } catch (WebDriverException changing) {
                return Optional.empty();
            }
        });
    }

    /** Whether the page comes to say this. */
    boolean sees(String text) {
        return Deadline.await(
                "“" + text + "”",
                PATIENCE,
                () -> Optional.of(reads().contains(text)).filter(seen -> seen));
    }

    String address() {
        return Objects.requireNonNull(browser.driver().getCurrentUrl());
    }

    /** How many parts of the page a CSS selector finds, without waiting for any. */
    int count(String selector) {
        Object found =
                browser.driver().executeScript("return document.querySelectorAll(arguments[0]).length", selector);
        return ((Number) Objects.requireNonNull(found)).intValue();
    }

    WebElement one(By what) {
        return browser.driver().findElement(what);
    }

    @Override
    public void close() {
        browser.close();
    }
}
