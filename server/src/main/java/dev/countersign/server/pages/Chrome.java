package dev.countersign.server.pages;

import java.util.Optional;

/**
 * The frame around a page.
 *
 * @param title what the browser's tab says
 * @param narrow whether the page is one short column
 * @param host the issuer's host and port, shown so that a person can compare
 * @param signedIn the owner who is signed in, if any
 */
public record Chrome(String title, boolean narrow, String host, Optional<SignedIn> signedIn, String requestId) {

    /**
     * @param owner the owner's name
     * @param csrf the form token of the session, for the sign-out button
     */
    public record SignedIn(String owner, String csrf) {}
}
