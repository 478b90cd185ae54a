package platform.local.aws;

import java.io.StringWriter;
import java.util.UUID;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import platform.local.process.LabException;

/** Writes an answer of EC2's query protocol; text is escaped by the XML writer. */
final class XmlAnswer {
  private static final String EC2_NAMESPACE = "http://ec2.amazonaws.com/doc/2016-11-15/";

  private final XMLStreamWriter writer;

  private XmlAnswer(XMLStreamWriter writer) {
    this.writer = writer;
  }

  /** A part of an answer. */
  interface Content {
    void write(XmlAnswer answer) throws XMLStreamException;
  }

  static String ofEc2(String action, Content content) {
    return document(
        answer -> {
          answer.writer.writeStartElement(action + "Response");
          answer.writer.writeDefaultNamespace(EC2_NAMESPACE);
          answer.text("requestId", UUID.randomUUID().toString());
          content.write(answer);
          answer.writer.writeEndElement();
        });
  }

  static String error(String code, String message) {
    return document(
        answer ->
            answer.element(
                "Response",
                response -> {
                  response.element(
                      "Errors",
                      errors ->
                          errors.element(
                              "Error",
                              error -> {
                                error.text("Code", code);
                                error.text("Message", message);
                              }));
                  response.text("RequestID", UUID.randomUUID().toString());
                }));
  }

  private static String document(Content content) {
    try {
      var text = new StringWriter();
      var answer = new XmlAnswer(XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(text));
      answer.writer.writeStartDocument("UTF-8", "1.0");
      content.write(answer);
      answer.writer.writeEndDocument();
      answer.writer.close();
      return text.toString();
    } catch (XMLStreamException e) {
      throw new LabException("an answer of the AWS gateway can't be written: " + e.getMessage(), e);
    }
  }

  void element(String name, Content content) throws XMLStreamException {
    writer.writeStartElement(name);
    content.write(this);
    writer.writeEndElement();
  }

  void text(String name, String value) throws XMLStreamException {
    writer.writeStartElement(name);
    writer.writeCharacters(value);
    writer.writeEndElement();
  }

  /** Writes the element unless there is nothing to say. */
  void optionalText(String name, String value) throws XMLStreamException {
    if (!value.isEmpty()) {
      text(name, value);
    }
  }
}
