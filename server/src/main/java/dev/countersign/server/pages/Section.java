package dev.countersign.server.pages;

/**
 * The parts of the console, in the order the navigation shows them. Their labels stand in the phrases under
 * {@code section.NAME}.
 */
public enum Section {
    HOME("/console", "M3 9.5 10 3.5l7 6M5 8v8.5h10V8M8.5 16.5v-5h3v5"),
    AGENTS("/console/agents", "M10 2.5v3M5 5.5h10v8H5zM8 9v1.5M12 9v1.5M2.5 8.5v3M17.5 8.5v3M7 13.5v3M13 13.5v3"),
    DEVICES("/console/devices", "M4 4.5h12v8.5H4zM2 16h16"),
    TOKENS("/console/tokens", "M10.2 10a3.2 3.2 0 1 1-6.4 0 3.2 3.2 0 0 1 6.4 0zM10.2 10h7v2.6M14.4 10v2"),
    ACTIVITY("/console/activity", "M2.5 10h3.5l2.5-6 3.5 12 2.5-6h3"),
    SERVERS("/console/servers", "M3.5 3.5h13v5h-13zM3.5 11.5h13v5h-13zM6.5 6h.01M6.5 14h.01"),
    CONNECT("/console/connect", "M7 3v3.5M13 3v3.5M5 6.5h10V10a5 5 0 0 1-10 0zM10 15v2.5"),
    SETTINGS(
            "/console/settings",
            "M10 7.2a2.8 2.8 0 1 0 0 5.6 2.8 2.8 0 0 0 0-5.6zM10 2.5v2M10 15.5v2M2.5 10h2M15.5 10h2M4.7 4.7l1.4 1.4M13.9"
                    + " 13.9l1.4 1.4M15.3 4.7l-1.4 1.4M6.1 13.9l-1.4 1.4");

    private final String path;
    private final String icon;

    Section(String path, String icon) {
        this.path = path;
        this.icon = icon;
    }

    /** Where it begins. */
    public String path() {
        return path;
    }

    /** An SVG path in a square of 20, drawn as a line. */
    public String icon() {
        return icon;
    }

    /** What the navigation calls it. */
    public String label() {
        return Phrases.say("section." + name());
    }
}
