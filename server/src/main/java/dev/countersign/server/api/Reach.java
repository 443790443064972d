package dev.countersign.server.api;

/** What each role reaches with an operation. The token's scope is needed besides. */
enum Reach {
    /** Everybody reaches what is theirs, and nothing else. */
    OWN("own", "own", "own"),
    /** Admins and auditors see everybody's. */
    LOOK("own", "all", "all"),
    /** Admins take away from everybody. */
    TAKE("own", "all", "own"),
    /** The same for everybody. */
    SHARED("yes", "yes", "yes"),
    /** Admins only. */
    ADMIN("no", "yes", "no");

    private final String owner;
    private final String admin;
    private final String auditor;

    Reach(String owner, String admin, String auditor) {
        this.owner = owner;
        this.admin = admin;
        this.auditor = auditor;
    }

    String owner() {
        return owner;
    }

    String admin() {
        return admin;
    }

    String auditor() {
        return auditor;
    }
}
