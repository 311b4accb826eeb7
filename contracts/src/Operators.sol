// SPDX-License-Identifier: UNLICENSED
pragma solidity ^0.8.28;

/// @notice Who the operator is, as a function of time: it may hand its place over by itself, and by nobody
/// else, and everybody sees it coming for a delay that is fixed for ever.
abstract contract Operators {
    /// @notice Seconds from the announcement of another operator to its first moment.
    uint32 public immutable operatorDelay;

    /// @dev The operator until `_from`, and who follows; zero: nobody does.
    address private _operator;
    uint64 private _from;
    address private _next;

    event OperatorAnnounced(address indexed operator, address indexed next, uint64 from);

    error OperatorMissing();
    error NotOperator(address sender);
    error OperatorWatches(address watcher);

    constructor(address first, uint32 delay) {
        if (first == address(0)) revert OperatorMissing();
        _operator = first;
        operatorDelay = delay;
    }

    /// @notice The operator of now.
    function operator() public view returns (address) {
        uint64 from = _from;
        return from != 0 && block.timestamp >= from ? _next : _operator;
    }

    /// @notice Who follows, and the first second of it; zeros when nobody is announced, or it has come.
    function nextOperator() external view returns (address next, uint64 from) {
        if (block.timestamp < _from) return (_next, _from);
    }

    /// @notice Hands the place over after the delay. Announcing again replaces what was announced, and its
    /// delay begins anew; announcing oneself takes it back.
    function announceOperator(address next) external {
        address current = operator();
        if (msg.sender != current) revert NotOperator(msg.sender);
        if (next == address(0)) revert OperatorMissing();
        if (_watches(next)) revert OperatorWatches(next);
        uint64 from = uint64(block.timestamp) + operatorDelay;
        (_operator, _from, _next) = next == current ? (current, 0, address(0)) : (current, from, next);
        emit OperatorAnnounced(current, next, from);
    }

    /// @dev Whether a key is a watcher's: nobody watches himself.
    function _watches(address key) internal view virtual returns (bool);
}
