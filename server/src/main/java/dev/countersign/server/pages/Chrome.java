package dev.countersign.server.pages;

import java.util.Optional;

/**
 * The frame around a page.
 *
 * @param title what the browser's tab says
 * @param narrow whether the page is one short column
 * @param host the issuer's host and port, shown so that a person can compare
 * @param signedIn the owner who is signed in, if any
 * @param section the part of the console the page stands in, which gets the console's navigation; empty = none
 */
public record Chrome(
        String title,
        boolean narrow,
        String host,
        Optional<SignedIn> signedIn,
        String requestId,
        Optional<Section> section) {

    /**
     * @param owner the owner's name
     * @param csrf the form token of the session, for the sign-out button
     */
    public record SignedIn(String owner, String csrf) {}

    /** The same frame with the console's navigation. */
    public Chrome in(Section where) {
        return new Chrome(title, narrow, host, signedIn, requestId, Optional.of(where));
    }
}
