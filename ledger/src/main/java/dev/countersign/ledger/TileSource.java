package dev.countersign.ledger;

/** Where the tiles of a tree are. */
@FunctionalInterface
public interface TileSource {
    /**
     * The hashes of a tile, one after the other: at least {@code width} of them, more when the tree grew meanwhile.
     *
     * @throws MissingTile when it is not there or has fewer
     */
    byte[] tile(int level, long index, int width);

    /** A tile that the tree needs is not there, or is too short. */
    final class MissingTile extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public MissingTile(int level, long index) {
            super("tile " + level + "/" + index + " is missing or too short");
        }
    }
}
