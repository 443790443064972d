package dev.countersign.server.consent;

import dev.countersign.server.pages.Chrome;
import dev.countersign.server.pages.Problem;
import java.util.List;

/**
 * The page that takes a device's code.
 *
 * @param typed what was typed before, when it was not a code of any request
 * @param ownAgent whether the link led to a request of an owner's own agent, whose code is typed by hand
 */
public record DeviceView(Chrome chrome, String csrf, String typed, boolean ownAgent, List<Problem> problems) {}
