package platform.model.observed;

/** A taint on a node. */
public record Taint(String key, String value, String effect) {}
