package platform.model.observed;

/** A pod's toleration; parts that it leaves out are empty. */
public record Toleration(String key, String operator, String value, String effect) {}
