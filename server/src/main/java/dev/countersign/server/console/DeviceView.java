package dev.countersign.server.console;

import java.util.List;

/**
 * One device.
 *
 * @param barring whether it is barred, and what an admin can do about it
 * @param agents those that hold or held grants on it
 * @param longest the longest name, in characters
 * @param written the name as it was typed, when it has to be mended
 */
public record DeviceView(
        DevicesView.DeviceLine device,
        Barring barring,
        List<AgentLine> agents,
        int longest,
        String written,
        boolean passphrase,
        String hint) {}
