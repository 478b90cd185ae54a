package platform.local.aws;

import java.io.StringReader;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import platform.local.process.LabException;

/** An XML answer of moto's, to be read and corrected. */
final class XmlDocument {
  private final Document document;

  private XmlDocument(Document document) {
    this.document = document;
  }

  static XmlDocument of(AwsAnswer answer) {
    try {
      DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultInstance();
      factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
      factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
      return new XmlDocument(
          factory.newDocumentBuilder().parse(new InputSource(new StringReader(answer.bodyText()))));
    } catch (Exception e) {
      throw new LabException("moto's answer is not XML: " + answer.bodyText(), e);
    }
  }

  /** The answer after a correction. */
  static AwsAnswer corrected(AwsAnswer answer, Consumer<XmlDocument> correction) {
    XmlDocument document = of(answer);
    correction.accept(document);
    try {
      var text = new StringWriter();
      TransformerFactory.newDefaultInstance()
          .newTransformer()
          .transform(new DOMSource(document.document), new StreamResult(text));
      return answer.withBody(text.toString());
    } catch (Exception e) {
      throw new LabException("moto's corrected answer can't be written: " + e, e);
    }
  }

  /** All elements of a name, wherever they are. */
  List<Element> elements(String name) {
    NodeList found = document.getElementsByTagName(name);
    var elements = new ArrayList<Element>();
    for (int i = 0; i < found.getLength(); i++) {
      elements.add((Element) found.item(i));
    }
    return elements;
  }

  static List<Element> children(Element parent) {
    var children = new ArrayList<Element>();
    for (Node child = parent.getFirstChild(); child != null; child = child.getNextSibling()) {
      if (child instanceof Element element) {
        children.add(element);
      }
    }
    return children;
  }

  /** The text of a child; empty when there is no such child. */
  static Optional<String> text(Element parent, String name) {
    return children(parent).stream()
        .filter(child -> child.getNodeName().equals(name))
        .map(Element::getTextContent)
        .findFirst();
  }

  /** Gives a child another text, and makes it if there is none. */
  void set(Element parent, String name, String text) {
    children(parent).stream()
        .filter(child -> child.getNodeName().equals(name))
        .findFirst()
        .orElseGet(() -> (Element) parent.appendChild(document.createElement(name)))
        .setTextContent(text);
  }
}
